"""The tests that are asked whether they notice a weakened rule: the rules alone, the walks over the API, and others."""

WALKS = ("acting", "guards", "locks", "to_fields", "to_rows", "works")
WHOLE = (
    "tests/core/test_access.py",
    "tests/core/test_acting.py",
    "tests/core/test_columns.py",
    "tests/core/test_people.py",
    "tests/core/test_viewer.py",
    "tests/db/test_scopes.py",
    "tests/core/identity/test_viewing.py",
    "tests/core/rules",
    *(f"tests/graph/access/test_access_{name}.py" for name in WALKS),
    "tests/graph/access/test_log_sight.py",
    "tests/graph/distributions/test_distributions_sight.py",
    "tests/graph/participants/test_participants_denied.py",
    "tests/graph/reporting/test_rights.py",
    "tests/graph/reporting/test_roles.py",
    "tests/graph/reporting/test_tokens.py",
    "tests/graph/reporting/test_wall.py",
)
ALONE = {
    "academic/test_academic.py": (
        "test_a_college_computes_all_its_classes_and_a_counsellor_the_own_ones",
        "test_every_majors_grade_is_ranked_at_once_by_whom_it_is_for",
    ),
    "access/test_assigned_staff.py": ("test_staff_of_the_school_can_be_assigned_and_of_other_colleges_not",),
    "ballots/test_ballots.py": (
        "test_ballots_are_filled_in_only_while_they_may_be",
        "test_somebody_taken_off_a_class_loses_its_ballot_with_the_next_request",
    ),
    "ballots/test_ballots_cleared.py": ("test_only_a_submitted_ballot_of_the_own_college_is_reopened",),
    "batches/test_batches.py": (
        "test_a_batch_that_has_been_opened_is_never_deleted",
        "test_what_has_begun_stays_in_the_batch",
    ),
    "batches/test_progress.py": (
        "test_a_class_in_another_batch_opens_its_college_there_alone",
        "test_a_college_sees_its_own_progress_alone",
        "test_a_counsellor_elsewhere_sees_that_college_alone",
    ),
    "batches/test_works.py": ("test_each_role_reads_its_own_window_of_adjustments",),
    "batches/test_work_windows.py": ("test_which_condition_failed_is_told_in_order",),
    "comprehensive/test_comprehensive_imports.py": (
        "test_a_batch_out_of_sight_tells_nothing_of_its_levels",
        "test_a_workbook_that_was_read_by_another_list_is_not_stored",
    ),
    "access/test_unknown_ids.py": (
        "test_who_sees_a_college_and_keeps_another_decides_nothing_of_the_first",
        "test_whoever_counsels_elsewhere_too_finds_no_more_by_id_than_in_lists",
    ),
    "comprehensive/test_comprehensive_workbooks.py": ("test_everybody_exports_the_own_range_and_the_own_columns",),
    "comprehensive/test_result_sheets.py": (
        "test_all_classes_of_a_counsellor_are_set_back_in_one_go",
        "test_all_own_classes_are_submitted_in_one_go",
        "test_another_college_sets_nothing_back",
    ),
    "correction_requests/test_correction_requests.py": (
        "test_an_answer_is_overdue_after_its_last_day",
        "test_nobody_answers_the_own_request",
        "test_who_is_responsible_follows_from_what_it_is_about",
    ),
    "courses/test_columns.py": ("test_the_second_import_needs_no_choice",),
    "courses/test_course_adjustments.py": (
        "test_any_of_several_roles_that_reaches_the_record_may_allow_it",
        "test_each_kind_of_person_has_an_own_window",
        "test_those_who_see_and_may_not_adjust_are_forbidden",
    ),
    "courses/test_courses.py": (
        "test_a_class_that_was_assigned_in_an_ended_batch_opens_no_roster",
        "test_a_batch_out_of_sight_has_no_courses",
        "test_an_assignment_opens_the_year_of_its_batch_alone",
        "test_deleting_by_id_is_all_or_nothing",
        "test_no_order_gives_a_score_away",
        "test_nobody_else_adds_or_deletes",
        "test_scores_are_deleted_by_filter_within_the_own_college",
        "test_who_does_not_take_part_is_not_opened_by_the_batch",
    ),
    "courses/test_grade_scales.py": (
        "test_a_class_of_an_ended_batch_opens_the_scale_of_its_year",
        "test_everybody_of_a_college_reads_its_scale_and_nobody_else_does",
    ),
    "courses/test_score_decisions.py": (
        "test_another_colleges_scores_and_decisions_are_unknown",
        "test_each_sees_the_questions_and_decisions_within_reach",
    ),
    "imports/test_import_history.py": ("test_a_person_sees_the_imports_whose_every_place_they_may_import",),
    "imports/test_undo_comprehensive.py": ("test_it_needs_what_an_import_of_the_classes_needs",),
    "imports/test_undo_course_scores.py": (
        "test_adjusted_and_decided_courses_stand_in_the_way",
        "test_nobody_undoes_what_they_may_not_import",
    ),
    "notices/test_notice_lists.py": (
        "test_a_class_of_another_batch_opens_nothing",
        "test_nobody_who_does_not_take_part_stands_in_it_but_may_read_it",
        "test_once_ended_the_list_is_gone_for_everybody",
        "test_roles_elsewhere_open_nothing_here",
        "test_what_is_not_published_is_in_no_list",
    ),
    "notices/test_notices.py": ("test_titles_are_seen_by_everybody_of_the_college_in_that_batch",),
    "operations/test_course_exports.py": (
        "test_a_monitor_takes_the_courses_of_the_class_and_only_the_own_scores",
        "test_each_person_takes_the_rows_of_the_page",
    ),
    "operations/test_exports.py": (
        "test_a_column_that_one_may_not_see_is_refused_by_name",
        "test_a_file_is_for_one_person_and_for_a_short_while",
        "test_an_unknown_batch_and_one_that_is_not_seen_answer_alike",
        "test_a_sheet_holds_the_rows_and_fields_that_the_page_shows",
        "test_nobody_else_exports",
        "test_only_rows_of_the_own_class_are_within_reach_of_a_filter",
        "test_templates_are_for_those_who_import",
    ),
    "operations/test_operations.py": (
        "test_nobody_else_finds_or_cancels_it",
        "test_whoever_follows_it_hears_no_more_without_the_role",
        "test_whoever_lost_the_right_meanwhile_is_refused",
        "test_whose_account_was_disabled_meanwhile_is_refused",
    ),
    "participants/test_imported_staff.py": (
        "test_an_import_is_not_undone_over_what_was_decided_since",
        "test_no_other_batch_and_no_stopped_one",
        "test_the_template_holds_the_classes_and_their_people_and_comes_back_as_it_is",
    ),
    "people/test_accounts.py": (
        "test_a_role_belongs_to_a_college_or_to_the_school",
        "test_only_the_super_admin_keeps_accounts",
        "test_the_last_super_admin_stays",
        "test_the_own_tokens_are_listed_without_their_secret_and_others_are_unknown",
    ),
    "people/test_audit_log.py": ("test_the_log_is_exported_as_its_list_shows_it",),
    "ratings/test_rating_items.py": (
        "test_a_batch_that_is_not_there_for_somebody_has_no_items",
        "test_another_colleges_items_do_not_exist",
        "test_everybody_of_a_class_sees_what_the_batch_took",
        "test_what_one_sees_and_may_not_set_is_forbidden",
    ),
    "ratings/test_ratings.py": ("test_a_counsellor_computes_the_own_classes_and_the_college_any",),
    "ratings/test_rating_exports.py": ("test_a_sheet_holds_the_rows_and_values_that_the_page_shows",),
    "schemes/test_inputs.py": (
        "test_a_bad_row_refuses_the_whole_file",
        "test_a_template_is_made_from_the_scheme_in_force",
        "test_what_everybody_lacks_is_told_once_and_of_each_student_the_rest",
    ),
    "schemes/test_samples.py": ("test_a_sample_student_is_reckoned_while_one_writes",),
    "schemes/test_schemes.py": ("test_a_scheme_is_copied_from_another_batch_that_one_may_see",),
    "schemes/test_trials.py": (
        "test_a_draft_is_tried_beside_what_is_stored_and_checked_by_a_workbook",
        "test_a_trial_tells_no_single_item_to_the_college",
        "test_a_workbook_that_was_read_by_another_list_is_not_compared",
        "test_the_text_in_force_changes_nobody_and_who_is_left_out_is_said",
    ),
    "second_factors/test_second_factors.py": ("test_a_super_admin_resets_somebodys_factor",),
    "signing_in/test_oidc.py": ("test_the_way_back_is_for_the_browser_that_set_out",),
    "test_directory.py": ("test_a_class_of_an_ended_batch_opens_nothing_of_the_roster",),
    "test_search.py": ("test_a_text_is_neither_too_long_nor_too_short",),
}
"""These tests of files below `tests/graph` notice what the walks do not come by."""
TESTS = (*WHOLE, *(f"tests/graph/{path}::{test}" for path, tests in ALONE.items() for test in tests))
