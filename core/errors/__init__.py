"""The family of refusals. Each has a stable English code and its words in Chinese and English (R9.5).

Refused                     anything that ends an act; nothing was written
  Forbidden                 the act is not this person's
  Refusals                  several at once, as from a workbook
    Corrections             with the workbook given back
  Refusal                   one, with the input field, row and column at fault
    NotFound, Invalid, Conflict ...
"""

from core.errors.academic import (
    ClassesNotComputed,
    CourseLeftOut,
    CourseScoreExists,
    FailedCourseLocked,
    NoSuchCourse,
    NothingToCompute,
    ScoreNotUndecided,
)
from core.errors.correction_requests import CorrectionClosed, TooManyCorrections
from core.errors.family import (
    AlreadyExists,
    Conflict,
    Corrections,
    Forbidden,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    Refusals,
    Refused,
)
from core.errors.imports import ImportOverlaid, ImportUndone
from core.errors.operations import (
    OperationBroke,
    OperationFinished,
    OperationInterrupted,
)
from core.errors.people import (
    AuditorAlone,
    FirstStepNeeded,
    LastSuperAdmin,
    ReadOnlyToken,
    RetiresTooMany,
    RoleHeld,
    SecondFactorDemanded,
    SecondFactorNotSetUp,
    SecondFactorUnreadable,
    SignInAgain,
    SignInNeeded,
    TooManyAttempts,
    WeakPassword,
    WrongActivationCode,
    WrongCode,
    WrongCredentials,
    WrongOldPassword,
)
from core.errors.ratings import (
    BallotIncomplete,
    BallotNotSubmitted,
    BallotSubmitted,
    MarkOutOfRange,
    NoRatingItems,
    NoSuchItem,
    NotOnBallot,
    NotParticipating,
)
from core.errors.results import (
    NothingToImport,
    NoticeNotHeld,
    NoticeNotOpen,
    NoticeOpen,
    ResultsApproved,
    ResultsNotApproved,
    SheetHolds,
    SheetOutOfDate,
    SheetsNotImported,
    SheetsNotSubmitted,
    SheetSubmitted,
)
from core.errors.schemes import (
    AcademicScoresStale,
    GradesIncomplete,
    InputMissingForAll,
    InputsMissing,
    ItemScoresHidden,
    ItemsWouldGo,
    NoScheme,
    RatingScoresStale,
    ResultsStale,
    SchemeChanged,
    SchemeFaulty,
    SchemeFrozen,
    ScoresOutOfRange,
)
from core.errors.windows import (
    BatchNotOpen,
    MoveNotAllowed,
    OutsideWindow,
    PhaseNotOpen,
    ProcessDataNotCleared,
    WindowNotSet,
)
from core.errors.workbooks import (
    BadWorkbook,
    NameMismatch,
    StoredRefusal,
    StudentMissing,
    StudentNotTakingPart,
    StudentOfOtherClass,
    StudentOfOtherCollege,
    UnknownStudent,
)
