using System.Text.Json.Serialization;
using Easel.Server.Artifacts;
using Easel.Server.Audits;
using Easel.Server.Auth.Accounts;
using Easel.Server.Canvases;
using Easel.Server.DataFolder;
using Easel.Server.Drawing;
using Easel.Server.Events;
using Easel.Server.Exports;
using Easel.Server.Operations;
using Easel.Server.Replays;
using Easel.Server.Replays.Walkthroughs;
using Easel.Server.Runs;
using Easel.Server.Tenancy;

namespace Easel.Server.Wire;

/// <summary>Every type that the serializer reads, writes or describes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(CreateCanvas))]
[JsonSerializable(typeof(CanvasRecord))]
[JsonSerializable(typeof(CanvasPage))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(VerifiedDocument))]
[JsonSerializable(typeof(Holder))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(UndoCommand))]
[JsonSerializable(typeof(RestoreCommand))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(ConflictAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(SnapshotAnswer))]
[JsonSerializable(typeof(CommitPage))]
[JsonSerializable(typeof(ReplayPage))]
[JsonSerializable(typeof(TenantRequest))]
[JsonSerializable(typeof(TenantRecord))]
[JsonSerializable(typeof(TenantList))]
[JsonSerializable(typeof(MemberRequest))]
[JsonSerializable(typeof(MemberRecord))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(RevokedRecord))]
[JsonSerializable(typeof(FlagsRequest))]
[JsonSerializable(typeof(FlagsAnswer))]
[JsonSerializable(typeof(KillRequest))]
[JsonSerializable(typeof(KillRecord))]
[JsonSerializable(typeof(KillList))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(ErasureAnswer))]
[JsonSerializable(typeof(PreviewRequest))]
[JsonSerializable(typeof(ExportRequest))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(ArtifactAnswer))]
[JsonSerializable(typeof(ArtifactPage))]
[JsonSerializable(typeof(LineageAnswer))]
[JsonSerializable(typeof(AuditRequest))]
[JsonSerializable(typeof(AuditReport))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditSummary))]
[JsonSerializable(typeof(AuditEvent))]
[JsonSerializable(typeof(RuleSetList))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(VerifiedHistory))]
[JsonSerializable(typeof(TicketRequest))]
[JsonSerializable(typeof(TicketAnswer))]
[JsonSerializable(typeof(SignUpRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(InviteAnswer))]
[JsonSerializable(typeof(InviteRecord))]
[JsonSerializable(typeof(InvitePage))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(ReplayCommand))]
[JsonSerializable(typeof(WalkthroughCommand))]
[JsonSerializable(typeof(ReplayFacts))]
[JsonSerializable(typeof(WalkthroughFacts))]
[JsonSerializable(typeof(IpcRequestBody))]
[JsonSerializable(typeof(IpcAnswerBody))]
internal sealed partial class WireJson : JsonSerializerContext;
