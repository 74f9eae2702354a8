//! Every fault at every step: what is on the disk afterwards. The table is printed by
//! `cargo test --lib every_fault_at_every_step -- --nocapture`.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fmt::Write;

use super::faulty::*;
use super::scene::{Manner, Outcome, Scene, new, old};

/// What a run with a fault is called in the table, after it was found to be as promised.
fn judge(scene: &Scene, fault: Fault, sound: &[&str], outcome: &Outcome) -> &'static str {
    let in_place = scene.manner == Manner::InPlace;
    let survives = matches!(fault, Fault::Short | Fault::Dribble | Fault::Fails(EINTR));
    assert!(!outcome.message().contains("secret"), "{outcome:?}");
    assert!(!outcome.message().contains("rotated"), "{outcome:?}");
    if outcome.killed {
        let whole = outcome.are_whole(scene) || in_place && outcome.are_whole_or_backed_up(scene);
        assert!(whole, "{outcome:#?}");
        assert!(outcome.is_swept_by_the_next_run(scene), "{outcome:#?}");
        return match () {
            () if outcome.are(scene, old) => "old",
            () if outcome.are(scene, new) => "new",
            () if outcome.are_whole(scene) => "each whole",
            () => "in backup",
        };
    }
    match fault {
        Fault::Replaced | Fault::Overwritten => return judge_change(scene, sound, outcome),
        // Not everything can be put back or removed, but it can be told.
        Fault::ReadOnly => {
            let whole = outcome.are_whole(scene) || in_place && outcome.are_whole_or_backed_up(scene);
            assert!(whole && outcome.is_told(scene), "{outcome:#?}");
        }
        Fault::Full if in_place => {
            let whole = outcome.are_whole_or_backed_up(scene);
            assert!(whole && outcome.is_told(scene), "{outcome:#?}");
        }
        _ => assert!(outcome.is_tidy(scene), "{outcome:#?}"),
    }
    assert!(outcome.result.is_ok() || !survives, "{outcome:#?}");
    match &outcome.result {
        Ok(_) => assert!(outcome.are(scene, new), "{outcome:#?}"),
        Err(_) if fault == Fault::ReadOnly || fault == Fault::Full && in_place => {}
        Err(_) => assert!(outcome.are(scene, old), "{outcome:#?}"),
    }
    match outcome.are(scene, new) {
        true => "new",
        false if outcome.are(scene, old) => "old",
        false if outcome.are_whole(scene) => "each whole",
        false => "in backup",
    }
}

/// Nothing that somebody else writes gets lost, but for the two places where no system call can help.
fn judge_change(scene: &Scene, sound: &[&str], outcome: &Outcome) -> &'static str {
    let at = scene.faults[0].0;
    let helpless = match scene.manner {
        Manner::Exchange | Manner::Backup => false,
        // Between the last look at the text and the rename.
        Manner::Rename => sound[at] == "rename" || sound[at] == "look" && sound[at + 1] == "rename",
        // While the bytes are being written.
        Manner::InPlace => {
            let opened = sound.iter().rposition(|step| *step == "open+").unwrap();
            at > opened && ["write", "cut", "sync", "look"].contains(&sound[at])
        }
    };
    if helpless {
        return "–";
    }
    assert_eq!(outcome.texts[scene.victim], ROTATED, "{outcome:#?}");
    assert!(outcome.is_tidy(scene), "{outcome:#?}");
    for (at, name) in scene.names.iter().enumerate().filter(|(at, _)| *at != scene.victim) {
        let expected = if outcome.result.is_ok() { new(name) } else { old(name) };
        assert_eq!(outcome.texts[at], expected, "{outcome:#?}");
    }
    "theirs"
}

const FAULTS: [(Fault, &str); 19] = [
    (Fault::Fails(ENOSPC), "ENOSPC"),
    (Fault::Full, "ENOSPC from then on"),
    (Fault::Fails(EDQUOT), "EDQUOT"),
    (Fault::Fails(EIO), "EIO"),
    (Fault::FailsLate(EIO), "EIO, though done"),
    (Fault::Fails(EACCES), "EACCES"),
    (Fault::Fails(EXDEV), "EXDEV"),
    (Fault::Fails(EBUSY), "EBUSY"),
    (Fault::Fails(EOPNOTSUPP), "EOPNOTSUPP"),
    (Fault::Fails(EROFS), "EROFS"),
    (Fault::ReadOnly, "EROFS from then on"),
    (Fault::Fails(EINTR), "EINTR"),
    (Fault::Short, "short write"),
    (Fault::Dribble, "one byte a write"),
    (Fault::Replaced, "replaced by somebody"),
    (Fault::Overwritten, "overwritten by somebody"),
    (Fault::Killed, "killed before"),
    (Fault::KilledWithin, "killed within a write"),
    (Fault::KilledAfter, "killed after"),
];

#[test]
fn every_fault_at_every_step_leaves_whole_files() {
    let mut table = String::from("| how | steps | fault | afterwards |\n|---|---|---|---|\n");
    let mut runs = 0;
    for (title, scene) in Scene::scenes() {
        let sound = scene.run();
        assert!(
            sound.result.is_ok() && sound.are(&scene, new) && sound.is_tidy(&scene),
            "{sound:#?}"
        );
        for (fault, name) in FAULTS {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            let writes = matches!(fault, Fault::Short | Fault::KilledWithin);
            for (at, step) in sound.steps.iter().enumerate() {
                if writes && *step != "write" {
                    continue;
                }
                let somebody = matches!(fault, Fault::Replaced | Fault::Overwritten);
                for victim in 0..if somebody { scene.names.len() } else { 1 } {
                    let scene = Scene {
                        victim,
                        ..scene.clone()
                    }
                    .with(at, fault);
                    *counts
                        .entry(judge(&scene, fault, &sound.steps, &scene.run()))
                        .or_default() += 1;
                    runs += 1;
                }
            }
            let counts: Vec<String> = counts.iter().map(|(word, count)| format!("{word} {count}")).collect();
            writeln!(
                table,
                "| {title} | {} | {name} | {} |",
                sound.steps.len(),
                counts.join(", ")
            )
            .unwrap();
        }
    }
    println!("{table}\n{runs} runs");
}

#[test]
fn a_second_fault_while_the_first_is_being_undone_is_told() {
    for (_, scene) in Scene::scenes().filter(|(_, scene)| scene.manner != Manner::Backup) {
        for at in 0..scene.run().steps.len() {
            let first = scene.with(at, Fault::Fails(EIO));
            for later in at + 1..first.run().steps.len() {
                let outcome = first.with(later, Fault::Fails(EIO)).run();
                let whole = outcome.are_whole(&scene)
                    || scene.manner == Manner::InPlace && outcome.are_whole_or_backed_up(&scene);
                assert!(whole && outcome.is_told(&scene), "{at} {later} {outcome:#?}");
                assert!(!outcome.message().contains("secret"));
            }
        }
    }
}

#[test]
fn what_somebody_wrote_is_kept_even_if_then_the_disk_fails() {
    let scenes = Scene::scenes().filter(|(_, scene)| scene.manner == Manner::Exchange);
    for (_, scene) in scenes {
        for at in 0..scene.run().steps.len() {
            let first = scene.with(at, Fault::Replaced);
            for later in at..first.run().steps.len() {
                for fault in [Fault::Fails(EIO), Fault::FailsLate(EIO), Fault::ReadOnly] {
                    let outcome = first.with(later, fault).run();
                    let kept = |(name, text): &(String, String)| text == ROTATED && outcome.message().contains(name);
                    let kept = outcome.texts[0] == ROTATED || outcome.others.iter().any(kept);
                    assert!(kept, "{at} {later} {fault:?} {outcome:#?}");
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_put_back_gets_a_name_that_no_run_removes() {
    let (_, scene) = Scene::scenes().next().unwrap();
    let exchange = scene.run().steps.iter().position(|step| *step == "exchange").unwrap();
    let scene = scene
        .with(exchange, Fault::Replaced)
        .with(exchange + 3, Fault::Fails(EIO))
        .with(exchange + 5, Fault::Fails(EIO));
    let outcome = scene.run();
    assert_eq!(outcome.steps[exchange + 3], "exchange");
    assert_eq!(outcome.steps[exchange + 5], "rename");
    assert_eq!(
        outcome.others,
        [("a.toml.runnerlint-backup".to_owned(), ROTATED.to_owned())]
    );
    assert!(outcome.message().contains("lies in"), "{}", outcome.message());
    assert!(outcome.is_told(&scene));
}
