"""Exports every table, by its noun."""

from sqlmodel import SQLModel

from db.score_kinds import AttemptKind, Outcome, RetakeRule, ScoreRule, Treatment
from db.tables.academic import EXPLAINED, ORIGINS, AcademicExplanation, AcademicResult, MajorGradeRanking
from db.tables.audit import AuditEntry, AuditFollower, AuditSeal, AuditUnsealed
from db.tables.batches import NOTICE_DAYS, Batch, BatchCohort, BatchCollege, BatchWindow, Module, Phase, Status
from db.tables.bindings import SignInBinding, SpentRequest, WaitingBinding
from db.tables.classes import College, Directory, Major, SchoolClass
from db.tables.columns import table
from db.tables.correction_requests import CorrectionRequest, CorrectionStatus, CorrectionSubject
from db.tables.courses import ODD, CourseAdjustment, CourseScore, GradeScale, ScoreDecision
from db.tables.imports import Import, ImportChange, ImportKind, ImportPlace, LearntColumn
from db.tables.operations import Download, Operation, OperationKind, OperationStatus
from db.tables.participants import BatchClass, Counsellor, HeadTeacher, Participant
from db.tables.people import (
    AccessToken,
    Account,
    ReportToken,
    Role,
    RoleGrant,
    RosterHeadTeacher,
    Session,
    SignInThrottle,
    Staff,
)
from db.tables.ratings import (
    Ballot,
    BallotStatus,
    BatchRatingItem,
    Mark,
    RaterKind,
    RatingItem,
    RatingResult,
    RatingShown,
)
from db.tables.results import (
    Approval,
    ComprehensiveResult,
    PublicNotice,
    ResultSheet,
    Stage,
    StaleReason,
)
from db.tables.schemes import SchemeGiven, SchemeItem, SchemeValue, SchemeVersion
from db.tables.second_factors import FailedSignIn, LastSignIn, RecoveryCode, SecondFactor
from db.tables.students import Student
from db.tables.timed import TimedWork

metadata = SQLModel.metadata
