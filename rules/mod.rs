//! What is known about runners: one rule per file, with its page beside it. A test writes these lists.

use crate::rule::Rule;

mod address_pool_exhaustion;
mod allow_list_empty;
mod allow_list_hub_alias;
mod allow_list_negation_ineffective;
mod allow_list_never_matches;
mod allow_list_regex_mixup;
mod allow_list_star_slash;
mod allow_list_tag_digest;
mod allowed_pull_policies_old_runner;
mod auth_config_key;
mod autoscaler_concurrency_mismatch;
mod autoscaler_policy_invalid;
mod autoscaler_shared_instance_group;
mod builds_dir_invalid;
mod cache_azure_incomplete;
mod cache_dir_not_mounted;
mod cache_gcs_credentials;
mod cache_local_on_ephemeral;
mod cache_not_shared;
mod cache_s3_incomplete;
mod cache_s3_insecure;
mod cache_s3_keys_ignored;
mod cache_s3_server_address;
mod cache_s3_third_party_checksum;
mod cache_s3_unknown_value;
mod cache_static_credentials;
mod cache_type_invalid;
mod cap_add_dangerous;
mod cert_expired;
mod cert_san_missing;
mod certs_d_directory_name;
mod certs_d_file_extension;
mod certs_d_permissions;
mod check_interval_odd;
mod ci_debug_trace;
mod ci_default_with_script;
mod ci_docker_compose_image;
mod ci_docker_host_malformed;
mod ci_docker_login_cli_password;
mod ci_docker_without_daemon;
mod ci_extends_invalid;
mod ci_feature_flag_overridden;
mod ci_hardcoded_secret;
mod ci_image_ignored;
mod ci_image_invalid;
mod ci_image_missing;
mod ci_image_not_allowed;
mod ci_image_option_ignored;
mod ci_image_reference_invalid;
mod ci_include_invalid;
mod ci_input_invalid;
mod ci_insecure_registry_flag;
mod ci_job_invalid;
mod ci_merge_key_order;
mod ci_null_keeps_default;
mod ci_pull_policy_not_allowed;
mod ci_reference_invalid;
mod ci_registry_deprecated_variable;
mod ci_script_timeout_invalid;
mod ci_service_alias_taken;
mod ci_service_invalid;
mod ci_services_limit;
mod ci_variable_invalid;
mod ci_variable_retyped;
mod ci_yaml_invalid;
mod concurrent_below_runners;
mod concurrent_zero;
mod config_permissions;
mod cpus_invalid;
mod cron_period_invalid;
mod cron_period_one_second;
mod daemon_address_invalid;
mod daemon_address_pools;
mod daemon_bip_invalid;
mod daemon_builder_gc;
mod daemon_cgroup_parent;
mod daemon_cis_baseline;
mod daemon_containerd_namespace;
mod daemon_dns_search_invalid;
mod daemon_duplicate_key;
mod daemon_enum_invalid;
mod daemon_exec_opt_unknown;
mod daemon_exec_opts;
mod daemon_feature_unknown;
mod daemon_generic_resource_invalid;
mod daemon_host_invalid;
mod daemon_hosts_systemd_conflict;
mod daemon_hosts_without_socket;
mod daemon_icc_breaks_services;
mod daemon_icc_iptables;
mod daemon_ignored_flag_key;
mod daemon_ignored_proxy_key;
mod daemon_ignored_singular_key;
mod daemon_ignored_wrapper;
mod daemon_insecure_registry_broad;
mod daemon_insecure_registry_format;
mod daemon_iptables_false;
mod daemon_ipv6_without_subnet;
mod daemon_json_invalid;
mod daemon_key_too_new;
mod daemon_label_invalid;
mod daemon_live_restore_swarm;
mod daemon_log_driver_ignored;
mod daemon_log_driver_unknown;
mod daemon_log_opts;
mod daemon_metrics_addr_open;
mod daemon_min_api_version;
mod daemon_mirror_dead;
mod daemon_mirror_not_docker_hub;
mod daemon_mirror_plain_http;
mod daemon_mirror_url;
mod daemon_mtu_user_networks;
mod daemon_number_out_of_range;
mod daemon_placeholder;
mod daemon_removed_key;
mod daemon_runtimes;
mod daemon_scalar_invalid;
mod daemon_seccomp_profile;
mod daemon_settings_conflict;
mod daemon_storage;
mod daemon_tcp_without_tls;
mod daemon_tls_without_certificate;
mod daemon_ulimits;
mod daemon_unknown_key;
mod daemon_wrong_type;
mod daemon_zero_means_default;
mod device_dangerous;
mod dind_alias_missing;
mod dind_auth_not_inherited;
mod dind_cert_path_without_verify;
mod dind_certs_lost_by_disable_cache;
mod dind_client_api_too_old;
mod dind_command_replaces_entrypoint_args;
mod dind_daemon_json_conflict;
mod dind_docker_host_port_mismatch;
mod dind_duplicate_service;
mod dind_floating_tag;
mod dind_image_without_entrypoint;
mod dind_localhost_docker_executor;
mod dind_missing_certs_volume;
mod dind_missing_extra_hosts;
mod dind_mtu;
mod dind_network_per_build_dns;
mod dind_on_windows;
mod dind_plain_tcp_slow_start;
mod dind_proxy_no_proxy;
mod dind_registry_mirror_not_inherited;
mod dind_registry_trust_missing;
mod dind_requires_privileged;
mod dind_shared_certs_volume;
mod dind_socket_mounted;
mod dind_storage_driver_removed;
mod dind_tls_san_mismatch;
mod dind_tls_verify_with_plain_host;
mod dind_version_unsupported;
mod dns_loopback;
mod dns_server_invalid;
mod doc_phantom_key;
mod docker_auth_bad_base64;
mod docker_auth_config_invalid_json;
mod docker_auth_config_shape;
mod docker_auth_creds_helper;
mod docker_auth_default_credentials;
mod docker_auth_http_key;
mod docker_auth_hub_key;
mod docker_auth_registry_key_mismatch;
mod docker_auth_secret_inline;
mod docker_cache_dir_ignored;
mod docker_host_insecure_tcp;
mod docker_host_invalid;
mod docker_machine_deprecated;
mod docker_machine_keys;
mod docker_runtime_undefined;
mod docker_scalar_invalid;
mod docker_tls_without_host;
mod duplicate_key_or_table;
mod duplicate_runner;
mod duration_is_nanoseconds;
mod duration_string_invalid;
mod enum_invalid;
mod environment_entry_invalid;
mod environment_json_quoting;
mod executor_section_missing;
mod executor_setting_missing;
mod executor_unknown;
mod expired_allow;
mod extra_hosts_duplicate;
mod extra_hosts_format;
mod extra_hosts_target_not_ip;
mod feature_flag_not_bool;
mod feature_flag_unknown;
mod git_clone_path_refused;
mod git_ssl_no_verify;
mod helm_config_reserved;
mod helm_legacy_values;
mod helper_image_docker_hub;
mod helper_image_version_skew;
mod host_namespace;
mod idle_time_too_short;
mod image_docker_user_not_allowed;
mod image_floating_tag;
mod image_private_registry_no_auth;
mod image_reference_invalid;
mod insecure_registry_port_mismatch;
mod k8s_affinity_invalid;
mod k8s_allowed_id_not_numeric;
mod k8s_client_certificate;
mod k8s_dind_certs_volume;
mod k8s_dind_explicit_env;
mod k8s_dind_privileged;
mod k8s_dns_config_invalid;
mod k8s_helper_resources;
mod k8s_host_alias_invalid;
mod k8s_image_pull_secrets;
mod k8s_overwrite_not_allowed;
mod k8s_overwrite_regex;
mod k8s_pod_spec_patch;
mod k8s_poll_timeout;
mod k8s_profile_dropped;
mod k8s_quantity_invalid;
mod k8s_request_over_limit;
mod k8s_service_not_allowed;
mod k8s_toleration_invalid;
mod k8s_volume_duplicate;
mod k8s_volume_incomplete;
mod key_too_new;
mod label_invalid;
mod legacy_ci_url;
mod limit_above_concurrent;
mod links_removed;
mod listen_address_invalid;
mod log_level_debug;
mod machine_options_without_name;
mod memory_limits_inconsistent;
mod memory_string_invalid;
mod misplaced_key;
mod monitoring_pattern_invalid;
mod network_mode_breaks_services;
mod network_options_without_ff;
mod network_per_build_inactive;
mod nfs_volume_incomplete;
mod no_runner_for_tags;
mod output_limit_low;
mod periods_missing;
mod plain_http_registry_not_insecure;
mod podman_needs_network_per_build;
mod privileged_unrestricted;
mod pull_policy_if_not_present_shared;
mod pull_policy_invalid;
mod pull_policy_missing;
mod pull_policy_never_needs_local;
mod pull_policy_not_in_allowed;
mod referees_incomplete;
mod registration_token_use;
mod removed_key;
mod request_concurrency_bottleneck;
mod runner_certs_filename;
mod runner_identity_invalid;
mod runner_tls_file_missing;
mod runner_too_old_for_docker;
mod runner_url_plain_http;
mod security_opt_unconfined;
mod service_alias_invalid;
mod services_string_array;
mod session_server_address;
mod shm_size_suspicious;
mod shutdown_timeout_short;
mod single_bracket_runners;
mod slot_cgroup_template;
mod smart_quotes;
mod socket_mount_privileged;
mod socket_mount_root_equivalent;
mod socket_readonly_illusion;
mod socket_with_tcp_docker_host;
mod suspendable_without_id;
mod template_global_ignored;
mod template_not_one_runner;
mod template_token_ignored;
mod time_zone_unknown;
mod token_obtained_at_missing;
mod toml11_inline_table;
mod toml_syntax_error;
mod unknown_allow;
mod unknown_key;
mod unused_allow;
mod userns_privileged_conflict;
mod volume_cache_missing;
mod volume_duplicate_target;
mod volume_invalid_spec;
mod volume_sensitive_host_path;
mod wait_for_services_timeout;
mod wrong_toml_type;
mod yaml_syntax_error;

/// All rules, by name.
#[rustfmt::skip]
pub static ALL: &[&Rule] = &[
    &address_pool_exhaustion::RULE,
    &allow_list_empty::RULE,
    &allow_list_hub_alias::RULE,
    &allow_list_negation_ineffective::RULE,
    &allow_list_never_matches::RULE,
    &allow_list_regex_mixup::RULE,
    &allow_list_star_slash::RULE,
    &allow_list_tag_digest::RULE,
    &allowed_pull_policies_old_runner::RULE,
    &auth_config_key::RULE,
    &autoscaler_concurrency_mismatch::RULE,
    &autoscaler_policy_invalid::RULE,
    &autoscaler_shared_instance_group::RULE,
    &builds_dir_invalid::RULE,
    &cache_azure_incomplete::RULE,
    &cache_dir_not_mounted::RULE,
    &cache_gcs_credentials::RULE,
    &cache_local_on_ephemeral::RULE,
    &cache_not_shared::RULE,
    &cache_s3_incomplete::RULE,
    &cache_s3_insecure::RULE,
    &cache_s3_keys_ignored::RULE,
    &cache_s3_server_address::RULE,
    &cache_s3_third_party_checksum::RULE,
    &cache_s3_unknown_value::RULE,
    &cache_static_credentials::RULE,
    &cache_type_invalid::RULE,
    &cap_add_dangerous::RULE,
    &cert_expired::RULE,
    &cert_san_missing::RULE,
    &certs_d_directory_name::RULE,
    &certs_d_file_extension::RULE,
    &certs_d_permissions::RULE,
    &check_interval_odd::RULE,
    &ci_debug_trace::RULE,
    &ci_default_with_script::RULE,
    &ci_docker_compose_image::RULE,
    &ci_docker_host_malformed::RULE,
    &ci_docker_login_cli_password::RULE,
    &ci_docker_without_daemon::RULE,
    &ci_extends_invalid::RULE,
    &ci_feature_flag_overridden::RULE,
    &ci_hardcoded_secret::RULE,
    &ci_image_ignored::RULE,
    &ci_image_invalid::RULE,
    &ci_image_missing::RULE,
    &ci_image_not_allowed::RULE,
    &ci_image_option_ignored::RULE,
    &ci_image_reference_invalid::RULE,
    &ci_include_invalid::RULE,
    &ci_input_invalid::RULE,
    &ci_insecure_registry_flag::RULE,
    &ci_job_invalid::RULE,
    &ci_merge_key_order::RULE,
    &ci_null_keeps_default::RULE,
    &ci_pull_policy_not_allowed::RULE,
    &ci_reference_invalid::RULE,
    &ci_registry_deprecated_variable::RULE,
    &ci_script_timeout_invalid::RULE,
    &ci_service_alias_taken::RULE,
    &ci_service_invalid::RULE,
    &ci_services_limit::RULE,
    &ci_variable_invalid::RULE,
    &ci_variable_retyped::RULE,
    &ci_yaml_invalid::RULE,
    &concurrent_below_runners::RULE,
    &concurrent_zero::RULE,
    &config_permissions::RULE,
    &cpus_invalid::RULE,
    &cron_period_invalid::RULE,
    &cron_period_one_second::RULE,
    &daemon_address_invalid::RULE,
    &daemon_address_pools::RULE,
    &daemon_bip_invalid::RULE,
    &daemon_builder_gc::RULE,
    &daemon_cgroup_parent::RULE,
    &daemon_cis_baseline::RULE,
    &daemon_containerd_namespace::RULE,
    &daemon_dns_search_invalid::RULE,
    &daemon_duplicate_key::RULE,
    &daemon_enum_invalid::RULE,
    &daemon_exec_opt_unknown::RULE,
    &daemon_exec_opts::RULE,
    &daemon_feature_unknown::RULE,
    &daemon_generic_resource_invalid::RULE,
    &daemon_host_invalid::RULE,
    &daemon_hosts_systemd_conflict::RULE,
    &daemon_hosts_without_socket::RULE,
    &daemon_icc_breaks_services::RULE,
    &daemon_icc_iptables::RULE,
    &daemon_ignored_flag_key::RULE,
    &daemon_ignored_proxy_key::RULE,
    &daemon_ignored_singular_key::RULE,
    &daemon_ignored_wrapper::RULE,
    &daemon_insecure_registry_broad::RULE,
    &daemon_insecure_registry_format::RULE,
    &daemon_iptables_false::RULE,
    &daemon_ipv6_without_subnet::RULE,
    &daemon_json_invalid::RULE,
    &daemon_key_too_new::RULE,
    &daemon_label_invalid::RULE,
    &daemon_live_restore_swarm::RULE,
    &daemon_log_driver_ignored::RULE,
    &daemon_log_driver_unknown::RULE,
    &daemon_log_opts::RULE,
    &daemon_metrics_addr_open::RULE,
    &daemon_min_api_version::RULE,
    &daemon_mirror_dead::RULE,
    &daemon_mirror_not_docker_hub::RULE,
    &daemon_mirror_plain_http::RULE,
    &daemon_mirror_url::RULE,
    &daemon_mtu_user_networks::RULE,
    &daemon_number_out_of_range::RULE,
    &daemon_placeholder::RULE,
    &daemon_removed_key::RULE,
    &daemon_runtimes::RULE,
    &daemon_scalar_invalid::RULE,
    &daemon_seccomp_profile::RULE,
    &daemon_settings_conflict::RULE,
    &daemon_storage::RULE,
    &daemon_tcp_without_tls::RULE,
    &daemon_tls_without_certificate::RULE,
    &daemon_ulimits::RULE,
    &daemon_unknown_key::RULE,
    &daemon_wrong_type::RULE,
    &daemon_zero_means_default::RULE,
    &device_dangerous::RULE,
    &dind_alias_missing::RULE,
    &dind_auth_not_inherited::RULE,
    &dind_cert_path_without_verify::RULE,
    &dind_certs_lost_by_disable_cache::RULE,
    &dind_client_api_too_old::RULE,
    &dind_command_replaces_entrypoint_args::RULE,
    &dind_daemon_json_conflict::RULE,
    &dind_docker_host_port_mismatch::RULE,
    &dind_duplicate_service::RULE,
    &dind_floating_tag::RULE,
    &dind_image_without_entrypoint::RULE,
    &dind_localhost_docker_executor::RULE,
    &dind_missing_certs_volume::RULE,
    &dind_missing_extra_hosts::RULE,
    &dind_mtu::RULE,
    &dind_network_per_build_dns::RULE,
    &dind_on_windows::RULE,
    &dind_plain_tcp_slow_start::RULE,
    &dind_proxy_no_proxy::RULE,
    &dind_registry_mirror_not_inherited::RULE,
    &dind_registry_trust_missing::RULE,
    &dind_requires_privileged::RULE,
    &dind_shared_certs_volume::RULE,
    &dind_socket_mounted::RULE,
    &dind_storage_driver_removed::RULE,
    &dind_tls_san_mismatch::RULE,
    &dind_tls_verify_with_plain_host::RULE,
    &dind_version_unsupported::RULE,
    &dns_loopback::RULE,
    &dns_server_invalid::RULE,
    &doc_phantom_key::RULE,
    &docker_auth_bad_base64::RULE,
    &docker_auth_config_invalid_json::RULE,
    &docker_auth_config_shape::RULE,
    &docker_auth_creds_helper::RULE,
    &docker_auth_default_credentials::RULE,
    &docker_auth_http_key::RULE,
    &docker_auth_hub_key::RULE,
    &docker_auth_registry_key_mismatch::RULE,
    &docker_auth_secret_inline::RULE,
    &docker_cache_dir_ignored::RULE,
    &docker_host_insecure_tcp::RULE,
    &docker_host_invalid::RULE,
    &docker_machine_deprecated::RULE,
    &docker_machine_keys::RULE,
    &docker_runtime_undefined::RULE,
    &docker_scalar_invalid::RULE,
    &docker_tls_without_host::RULE,
    &duplicate_key_or_table::RULE,
    &duplicate_runner::RULE,
    &duration_is_nanoseconds::RULE,
    &duration_string_invalid::RULE,
    &enum_invalid::RULE,
    &environment_entry_invalid::RULE,
    &environment_json_quoting::RULE,
    &executor_section_missing::RULE,
    &executor_setting_missing::RULE,
    &executor_unknown::RULE,
    &expired_allow::RULE,
    &extra_hosts_duplicate::RULE,
    &extra_hosts_format::RULE,
    &extra_hosts_target_not_ip::RULE,
    &feature_flag_not_bool::RULE,
    &feature_flag_unknown::RULE,
    &git_clone_path_refused::RULE,
    &git_ssl_no_verify::RULE,
    &helm_config_reserved::RULE,
    &helm_legacy_values::RULE,
    &helper_image_docker_hub::RULE,
    &helper_image_version_skew::RULE,
    &host_namespace::RULE,
    &idle_time_too_short::RULE,
    &image_docker_user_not_allowed::RULE,
    &image_floating_tag::RULE,
    &image_private_registry_no_auth::RULE,
    &image_reference_invalid::RULE,
    &insecure_registry_port_mismatch::RULE,
    &k8s_affinity_invalid::RULE,
    &k8s_allowed_id_not_numeric::RULE,
    &k8s_client_certificate::RULE,
    &k8s_dind_certs_volume::RULE,
    &k8s_dind_explicit_env::RULE,
    &k8s_dind_privileged::RULE,
    &k8s_dns_config_invalid::RULE,
    &k8s_helper_resources::RULE,
    &k8s_host_alias_invalid::RULE,
    &k8s_image_pull_secrets::RULE,
    &k8s_overwrite_not_allowed::RULE,
    &k8s_overwrite_regex::RULE,
    &k8s_pod_spec_patch::RULE,
    &k8s_poll_timeout::RULE,
    &k8s_profile_dropped::RULE,
    &k8s_quantity_invalid::RULE,
    &k8s_request_over_limit::RULE,
    &k8s_service_not_allowed::RULE,
    &k8s_toleration_invalid::RULE,
    &k8s_volume_duplicate::RULE,
    &k8s_volume_incomplete::RULE,
    &key_too_new::RULE,
    &label_invalid::RULE,
    &legacy_ci_url::RULE,
    &limit_above_concurrent::RULE,
    &links_removed::RULE,
    &listen_address_invalid::RULE,
    &log_level_debug::RULE,
    &machine_options_without_name::RULE,
    &memory_limits_inconsistent::RULE,
    &memory_string_invalid::RULE,
    &misplaced_key::RULE,
    &monitoring_pattern_invalid::RULE,
    &network_mode_breaks_services::RULE,
    &network_options_without_ff::RULE,
    &network_per_build_inactive::RULE,
    &nfs_volume_incomplete::RULE,
    &no_runner_for_tags::RULE,
    &output_limit_low::RULE,
    &periods_missing::RULE,
    &plain_http_registry_not_insecure::RULE,
    &podman_needs_network_per_build::RULE,
    &privileged_unrestricted::RULE,
    &pull_policy_if_not_present_shared::RULE,
    &pull_policy_invalid::RULE,
    &pull_policy_missing::RULE,
    &pull_policy_never_needs_local::RULE,
    &pull_policy_not_in_allowed::RULE,
    &referees_incomplete::RULE,
    &registration_token_use::RULE,
    &removed_key::RULE,
    &request_concurrency_bottleneck::RULE,
    &runner_certs_filename::RULE,
    &runner_identity_invalid::RULE,
    &runner_tls_file_missing::RULE,
    &runner_too_old_for_docker::RULE,
    &runner_url_plain_http::RULE,
    &security_opt_unconfined::RULE,
    &service_alias_invalid::RULE,
    &services_string_array::RULE,
    &session_server_address::RULE,
    &shm_size_suspicious::RULE,
    &shutdown_timeout_short::RULE,
    &single_bracket_runners::RULE,
    &slot_cgroup_template::RULE,
    &smart_quotes::RULE,
    &socket_mount_privileged::RULE,
    &socket_mount_root_equivalent::RULE,
    &socket_readonly_illusion::RULE,
    &socket_with_tcp_docker_host::RULE,
    &suspendable_without_id::RULE,
    &template_global_ignored::RULE,
    &template_not_one_runner::RULE,
    &template_token_ignored::RULE,
    &time_zone_unknown::RULE,
    &token_obtained_at_missing::RULE,
    &toml11_inline_table::RULE,
    &toml_syntax_error::RULE,
    &unknown_allow::RULE,
    &unknown_key::RULE,
    &unused_allow::RULE,
    &userns_privileged_conflict::RULE,
    &volume_cache_missing::RULE,
    &volume_duplicate_target::RULE,
    &volume_invalid_spec::RULE,
    &volume_sensitive_host_path::RULE,
    &wait_for_services_timeout::RULE,
    &wrong_toml_type::RULE,
    &yaml_syntax_error::RULE,
];
