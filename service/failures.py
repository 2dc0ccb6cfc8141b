"""What people can do something about, said in one clear line instead of a traceback. Hides no mistake of ours."""

from api.client import Refused, ServiceNotRunning
from api.control import SocketInUse
from asterisk.ami.errors import AmiError
from asterisk.ari.errors import AriError
from asterisk.config.certificate import CertificateNotMade
from asterisk.config.keys import SecretsUnreadable
from asterisk.config.phones import ReservedName
from asterisk.config.settings import BadSetting
from asterisk.config.syntax import UnsafeValue
from asterisk.folders import SoundsMissing
from asterisk.installation import AsteriskMissing, AsteriskTooOld
from asterisk.ports import AddressNotOurs, PortTaken
from asterisk.process import AsteriskNotStarted, AsteriskStillRunning, SocketPathTooLong, StateFolderInUse
from calls.link import TakenOver
from dialplan.errors import DialplanInvalid
from dialplan.secret_values import SecretMissing, SecretWeak
from service.command_log import LogUnreadable
from service.demo.feed import NeverHappened
from service.demo.path import NoWayThrough
from service.demo.show import RecordMissing, TrunkElsewhere
from service.peers.failures import PeerFailure
from service.prompts import PromptsMissing
from service.recording_file import FileExists, NotAFile, NotWhole
from service.settings import AccountMissing, SettingsInvalid
from service.speech import CommandUnusable
from service.speech_audio import SoundUnusable
from service.stack import AsteriskEnded
from service.why import NoLogs, NoSuchAgent, NotInLogs
from storage.embedded import EmbeddedMissing, EmbeddedNotStarted, EmbeddedOfOtherMajor
from storage.engine import DatabaseUrlInvalid
from storage.errors import DatabaseNewer, DatabaseRefused, DatabaseUnreachable

EXPLAINED = (
    AccountMissing,
    AddressNotOurs,
    AmiError,
    AriError,
    AsteriskEnded,
    AsteriskMissing,
    AsteriskNotStarted,
    AsteriskStillRunning,
    AsteriskTooOld,
    BadSetting,
    CertificateNotMade,
    CommandUnusable,
    DatabaseNewer,
    DatabaseRefused,
    DatabaseUnreachable,
    DatabaseUrlInvalid,
    DialplanInvalid,
    EmbeddedMissing,
    EmbeddedNotStarted,
    EmbeddedOfOtherMajor,
    FileExists,
    LogUnreadable,
    NeverHappened,
    NoLogs,
    NoSuchAgent,
    NoWayThrough,
    NotAFile,
    NotInLogs,
    NotWhole,
    OSError,
    PeerFailure,
    PortTaken,
    PromptsMissing,
    RecordMissing,
    Refused,
    ReservedName,
    SecretMissing,
    SecretWeak,
    SecretsUnreadable,
    ServiceNotRunning,
    SettingsInvalid,
    SocketInUse,
    SocketPathTooLong,
    SoundUnusable,
    SoundsMissing,
    StateFolderInUse,
    TakenOver,
    TrunkElsewhere,
    UnsafeValue,
)
"""Each says, in its own words, what is wrong and what to do."""


def explanation(error: BaseException) -> str | None:
    """The line for the person who must act; None for what only we can mend.

    Of several errors at once, which a group of tasks may raise, all must be explainable, and the first is told.
    """
    if isinstance(error, BaseExceptionGroup):
        told = [explanation(one) for one in error.exceptions]
        return told[0] if told and None not in told else None
    if isinstance(error, PortTaken | AddressNotOurs):
        return f"FIRSTLINE_{str(error).partition(':')[0].upper()}:{str(error).partition(':')[2]}"
    if isinstance(error, EXPLAINED):
        return str(error)
    return None
