use super::*;

#[test]
fn the_number_of_fields_decides_what_the_first_is() {
    for (text, fields, seconds) in [
        ("* * 9-17 * * mon-fri *", 7, 60),
        ("0 * 9-17 * * mon-fri *", 7, 1),
        ("*/5 * * * * * *", 7, 12),
        ("* 9-17 * * mon-fri", 5, 1),
        ("0 0 1 1 * 2026", 6, 1),
        ("* * * * * * * and more", 9, 60),
        ("@daily", 1, 1),
    ] {
        assert_eq!(Cron::parse(text), Ok(Cron { fields, seconds }), "{text}");
    }
    assert_eq!(Cron::parse("bogus"), Err(CronFault::MissingFields(1)));
}

#[test]
fn every_form_of_a_field_is_read() {
    for text in [
        "? ? L * ? 1970-2099",
        "1,2,6-9 */2 15W JAN-mar,dec 5L",
        "5/2 1-20/3 LW,31 12 5#3,Monday",
        "00 23 01 09 7",
        "*,bogus * * * *",
        "59-1 * * * *",
    ] {
        assert!(Cron::parse(text).is_ok(), "{text}");
    }
    for text in [
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * 9-17 * * mon-fri",
        "* * * * * 1969",
        "000 * * * *",
        "bogus,* * * * *",
        "* * *,bogus * *",
        "L * * * *",
        "* * * * 5#6",
        "? ?/2 * * *",
        ", * * * *",
        "- * * * *",
    ] {
        assert!(matches!(Cron::parse(text), Err(CronFault::Entry { .. })), "{text}");
    }
    for text in [
        "*/0 * * * *",
        "*/60 * * * *",
        "* 1/24 * * *",
        "*/005 * * * *",
        "* * * 1-6/13 *",
    ] {
        assert!(matches!(Cron::parse(text), Err(CronFault::Interval { .. })), "{text}");
    }
}
