"""The columns of each report: their stable names, in their fixed order, with the path of each in the API (R9.6).

A column is never renamed, moved or removed, because workbooks and dashboards refer to it. A new one goes to the end.
`python -m tests.reports` writes `docs/reports.md` anew.
"""

from collections.abc import Mapping

from graph.routes.reports.layout import (
    BANDS,
    BATCH,
    COLLEGE,
    COMPUTED,
    STUDENT,
    Layout,
    of_class,
    quality,
    rank,
)

LAYOUTS: Mapping[str, Layout] = {
    "colleges": Layout("学院 | Colleges", "colleges", {"id": "id", "code": "code", "name": "name"}),
    "majors": Layout("专业 | Majors", "majors", {"id": "id", "code": "code", "name": "name", **COLLEGE}),
    "classes": Layout(
        "班级 | Classes",
        "classes",
        {
            "id": "id", "code": "code", "name": "name", "grade": "grade", "cohort": "cohort",
            "major_code": "major.code", "major_name": "major.name", **COLLEGE,
        },
    ),
    "students": Layout(
        "学生 | Students",
        "students",
        {
            "id": "id", "number": "number", "name": "name", "gender": "gender", "ethnicity": "ethnicity",
            "monitor": "monitor", **of_class(), "cohort": "schoolClass.cohort",
        },
    ),
    "staffMembers": Layout(
        "教职工 | Staff", "staffMembers", {"id": "id", "number": "number", "name": "name", **COLLEGE}
    ),
    "accounts": Layout(
        "账号 | Accounts",
        "accounts",
        {
            "id": "id", "username": "username", "name": "name", "activated": "activated", "disabled_at": "disabledAt",
            "created_at": "createdAt", "roles": "roles.role", "role_colleges": "roles.college.name",
            "student_number": "student.number", "staff_number": "staff.number", "assigned_roles": "assignedRoles",
        },
    ),
    "batches": Layout(
        "批次 | Batches",
        "batches",
        {
            "id": "id", "name": "name", "academic_year": "academicYear", "status": "status", "note": "note",
            "opened_at": "openedAt", "cohorts": "cohorts", "levels": "levels",
            "quality_codes": "qualities.code", "quality_names": "qualities.name",
        },
    ),
    "batchColleges": Layout(
        "一个批次的各学院及评分合计 | Colleges of a batch, with their rating totals",
        "batch",
        {
            **COLLEGE, "classes": "classesTotal", "participants": "participantsTotal",
            "rating_classes": "ratingTotals.classes", "rating_classes_finished": "ratingTotals.classesFinished",
            "rated_by_counsellors": "ratingTotals.ratedByCounsellors",
            "rated_by_head_teachers": "ratingTotals.ratedByHeadTeachers",
            "peers_submitted": "ratingTotals.peersSubmitted", "counsellors": "ratingTotals.counsellors",
            "counsellors_submitted": "ratingTotals.counsellorsSubmitted", "head_teachers": "ratingTotals.headTeachers",
            "head_teachers_submitted": "ratingTotals.headTeachersSubmitted", "approved_at": "approvedAt",
            "approved_by": "approvedBy", "withdrawn_at": "withdrawnAt", "withdrawal_reason": "withdrawalReason",
        },
        within="colleges",
        renamed={"id": "batchId"},
    ),
    "batchPhases": Layout(
        "一个批次各学院的三个阶段及进度 | Phases of the colleges of a batch, with their progress",
        "batch",
        {
            **COLLEGE, "module": "phases.module", "status": "phases.status", "starts_on": "phases.startsOn",
            "ends_on": "phases.endsOn", "done": "phases.done", "total": "phases.total",
            "classes_done": "phases.classesDone", "classes": "phases.classesTotal",
            "classes_stale": "phases.classesStale", "batch_id": "phases.batch.id",
            "batch_name": "phases.batch.name", "academic_year": "phases.batch.academicYear",
        },
        within="colleges",
        each="phases",
        renamed={"id": "batchId"},
    ),
    "batchClasses": Layout(
        "一个批次的各班级 | Classes of a batch",
        "batchClasses",
        {
            **BATCH, **of_class(own=True), "class_size": "classSize", "participants": "participantCount",
            "participating": "participating", "counsellors": "counsellors.name", "head_teachers": "headTeachers.name",
            "academic_computed_at": "academicComputedAt", "academic_computed_by": "academicComputedBy",
            "academic_stale": "academicStale", "rating_computed_at": "ratingComputedAt",
            "rating_computed_by": "ratingComputedBy",
        },
    ),
    "participants": Layout(
        "一个批次的学生，参评与未参评 | Students of a batch, participating or not",
        "participants",
        {**BATCH, **STUDENT, **of_class(), "participating": "participating"},
    ),
    "courseScores": Layout(
        "课程成绩 | Course scores",
        "courseScores",
        {
            "id": "id", **STUDENT, **of_class("student.schoolClass"), "academic_year": "academicYear", "term": "term",
            "course_code": "courseCode", "course_name": "courseName", "course_kind": "courseKind",
            "teacher": "teacher", "credit": "credit", "text": "text", "score": "score", "rule": "rule",
            "undecided": "undecided", "counted": "counted", "ratio": "ratio", "default_ratio": "defaultRatio",
            "locked": "locked", "adjusted_at": "adjustment.adjustedAt", "adjusted_by": "adjustment.adjustedBy",
            "remark": "remark", "changed_at": "changedAt",
        },
    ),
    "academicResults": Layout(
        "学业成绩 | Academic results",
        "academicResults",
        {
            **BATCH, **STUDENT, **of_class(), "undecided_courses": "undecidedCourses",
            "credit_average": "creditAverage", "academic_score": "academicScore", **rank("class", "classRank"),
            **rank("major_grade", "majorGradeRank"), "major_grade_stale": "majorGradeStale", **COMPUTED,
        },
    ),
    "majorGradeRankings": Layout(
        "各专业年级的计算与排名情况 | Which majors and grades are computed and ranked",
        "majorGradeRankings",
        {
            **COLLEGE, "major_code": "major.code", "major_name": "major.name", "grade": "grade",
            "classes": "classesTotal", "classes_computed": "classesComputed", "missing": "missing",
            "stale_classes": "staleClasses", "ranked_at": "rankedAt", "ranked_by": "rankedBy", "stale": "stale",
        },
    ),
    "ratingItems": Layout(
        "评分项目 | Rating items",
        "ratingItems",
        {
            "id": "id", **COLLEGE, "order": "order", "name": "name", "detail": "detail", "min_points": "minPoints",
            "max_points": "maxPoints", "counsellor_weight": "counsellorWeight",
            "head_teacher_weight": "headTeacherWeight", "peer_weight": "peerWeight",
        },
    ),
    "ratingProgress": Layout(
        "各班级的评分进度 | Rating progress of classes",
        "ratingProgress",
        {
            **BATCH, **of_class(own=True), "class_size": "classSize", "participants": "participantCount",
            "rated_by_counsellors": "ratedByCounsellors", "rated_by_head_teachers": "ratedByHeadTeachers",
            "peers_submitted": "peersSubmitted", "counsellors_submitted": "counsellorsSubmitted",
            "head_teachers_submitted": "headTeachersSubmitted", "computed_at": "ratingComputedAt",
            "computed_by": "ratingComputedBy", "stale": "stale",
        },
    ),
    "studentRatingProgress": Layout(
        "各参评学生的评分进度 | Rating progress of participants",
        "studentRatingProgress",
        {
            **BATCH, **STUDENT, **of_class(), "rated_by_counsellor": "ratedByCounsellor",
            "rated_by_head_teacher": "ratedByHeadTeacher", "ballot_submitted": "ballotSubmitted",
        },
    ),
    "ratingResults": Layout(
        "评分成绩 | Rating results",
        "ratingResults",
        {
            **BATCH, **STUDENT, **of_class(), "rating_score": "ratingScore",
            "counsellor_ballots": "explanation.counsellorBallots",
            "head_teacher_ballots": "explanation.headTeacherBallots", "peer_ballots": "explanation.peerBallots",
            "missing": "missing", "note": "note", **COMPUTED,
        },
    ),
    "ratingItemScores": Layout(
        "评分成绩的各项目，按学生、项目、打分人各一行 | Items of rating results, by student, item and kind of rater",
        "ratingResults",
        {
            **BATCH, **STUDENT, **of_class(), "item": "explanation.items.item.name",
            "item_order": "explanation.items.item.order", "item_score": "explanation.items.score",
            "kind": "explanation.items.kinds.kind", "weight": "explanation.items.kinds.weight",
            "effective_weight": "explanation.items.kinds.effectiveWeight",
            "ballots": "explanation.items.kinds.ballots", "average": "explanation.items.kinds.average",
        },
        each="explanation.items.kinds",
        page=50,
    ),
    "schemes": Layout(
        "评分方案的各版本 | Versions of schemes",
        "schemes",
        {
            "id": "id", **BATCH, **COLLEGE, "version": "version", "in_force": "inForce", "title": "title",
            "saved_at": "savedAt", "saved_by": "savedBy",
        },
    ),
    "resultSheets": Layout(
        "各参评班级综合测评成绩的导入与提交 | Import and submission of the comprehensive results of each class",
        "resultSheets",
        {
            **BATCH, **of_class(own=True), "participants": "participantCount", "status": "status",
            "imported_at": "importedAt", "imported_by": "importedBy", "submitted_at": "submittedAt",
            "submitted_by": "submittedBy", "reopened_at": "reopenedAt", "reopened_by": "reopenedBy",
            "reopen_reason": "reopenReason",
        },
    ),
    "comprehensiveResults": Layout(
        "综合测评成绩库 | Result library",
        "comprehensiveResults",
        {
            **BATCH, **STUDENT, **of_class(own=True), "participating": "participating", "status": "status",
            **quality("overall", "overall_"), "grade_classes_missing": "gradeClassesMissing",
            "has_failed_course": "hasFailedCourse",
        },
    ),
    "qualityScores": Layout(
        "综合测评各项素质的成绩，一名学生的每项素质一行 | Qualities of the result library, a row for each of a student",
        "comprehensiveResults",
        {
            **BATCH, **STUDENT, **of_class(own=True), "status": "status", "quality_code": "qualities.quality.code",
            "quality_name": "qualities.quality.name", **quality("qualities"),
        },
        each="qualities",
        page=50,
    ),
    "publicNotices": Layout(
        "一个批次的公示 | Public notices of a batch",
        "publicNotices",
        {
            "id": "id", **BATCH, **COLLEGE, "title": "title", "open": "open", "opened_at": "openedAt",
            "opened_by": "openedBy", "ends_on": "endsOn", "ended_at": "endedAt", "ended_by": "endedBy",
            "minimum_working_days": "minimumWorkingDays", "working_days": "workingDays", "too_short": "tooShort",
        },
    ),
    "imports": Layout(
        "导入记录 | History of imports",
        "imports",
        {
            "id": "id", "kind": "kind", "file_name": "fileName", "sha256": "sha256", "imported_at": "importedAt",
            "imported_by": "importedBy", "academic_year": "academicYear", "term": "term", "batch_name": "batch.name",
            "college_name": "college.name", "created": "created", "replaced": "replaced", "unchanged": "unchanged",
            "undone_at": "undoneAt", "undone_by": "undoneBy",
        },
    ),
    "academicDistribution": Layout(
        "学业成绩的分布，每个分数段一行 | Distribution of academic scores, by bands",
        "academicDistribution", BANDS, within="bands",
    ),
    "ratingDistribution": Layout(
        "评分成绩的分布，每个分数段一行 | Distribution of rating scores, by bands",
        "ratingDistribution", BANDS, within="bands",
    ),
    "comprehensiveDistribution": Layout(
        "综合测评成绩的分布，每个分数段一行 | Distribution of comprehensive results, by bands",
        "comprehensiveDistribution", BANDS, within="bands",
    ),
    "levelDistribution": Layout(
        "等次分布，按学院或班级、成绩、等次各一行 | Levels, by college or class, result and level",
        "levelDistribution",
        {
            **COLLEGE, "class_code": "schoolClass.code", "class_name": "schoolClass.name", "counted": "people",
            "quality": "counts.quality.code", "quality_name": "counts.quality.name",
            "level": "counts.level", "people": "counts.people",
        },
        each="counts",
    ),
    "ratingDays": Layout(
        "互评的逐日提交情况 | Peer ballots submitted day by day",
        "ratingDays", {"day": "day", "submitted": "submitted", "submitted_so_far": "soFar"}, within="days",
    ),
    "learntColumns": Layout(
        "导入时记住的列名 | Headings that imports have learnt",
        "learntColumns",
        {
            "id": "id", "kind": "kind", "college_name": "college.name", "heading": "heading", "key": "key",
            "title": "title", "learnt_at": "learntAt", "learnt_by": "learntBy",
        },
    ),
    "scoreQuestions": Layout(
        "待定成绩 | Undecided scores",
        "scoreQuestions",
        {
            "id": "id", **COLLEGE, "academic_year": "academicYear", "text": "text", "kind": "kind",
            "proposed_outcome": "proposal.outcome", "proposed_points": "proposal.points",
            "students": "studentCount", "courses": "courseCount",
        },
    ),
    "scoreDecisions": Layout(
        "待定成绩的处理 | Decisions on undecided scores",
        "scoreDecisions",
        {
            "id": "id", **COLLEGE, "academic_year": "academicYear", "text": "text", "outcome": "outcome",
            "points": "points", "reason": "reason", "decided_at": "decidedAt", "decided_by": "decidedBy",
            **STUDENT, "term": "term", "course_code": "courseCode", "courses": "courseCount",
        },
    ),
    "operations": Layout(
        "本人的任务 | One's own operations",
        "operations",
        {
            "id": "id", "kind": "kind", "status": "status", "done": "progress.done", "total": "progress.total",
            "started_at": "startedAt", "finished_at": "finishedAt",
        },
    ),
    "correctionRequests": Layout(
        "由本人答复的更正申请 | Correction requests that the person answers",
        "correctionRequests",
        {
            "id": "id", "number": "number", "name": "name", "college_name": "college.name", "subject": "subject",
            "batch_name": "batch.name", "what": "what", "correction": "correction", "reason": "reason",
            "status": "status", "asked_at": "askedAt", "answer_by": "answerBy", "overdue": "overdue",
            "answer": "answer", "closed_at": "closedAt", "closed_by": "closedBy",
        },
    ),
    "auditLog": Layout(
        "操作日志 | Audit log",
        "auditLog",
        {
            "id": "id", "at": "at", "actor_name": "actorName", "account_id": "accountId", "action": "action",
            "subject": "subject", "batch_name": "batch.name", "college_name": "college.name",
            "class_code": "schoolClass.code", "class_name": "schoolClass.name", **STUDENT, "old": "old",
            "new": "new", "request_id": "requestId",
        },
    ),
}  # fmt: skip
"""Every list of the API stands here under its name there; further names are other views of one."""
