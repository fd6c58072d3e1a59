using System.Globalization;
using System.Text;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Tenancy;

namespace Easel.Server.Canvases;

/// <summary>
/// A conflict on demand, for front ends that want to test theirs (SPEC CM11): it really commits, then refuses.
/// </summary>
internal sealed class ConflictFixture(CanvasDocuments canvases, CanvasLimits limits, Access access)
{
    private const string Trigger = "test-conflict";
    private const string AtomId = "server-recovery-atom";
    private const int CommitsMax = 100;

    private static readonly Attribution By = new()
    {
        ActorId = "easel-fixture",
        ActorType = "system",
        Subject = "easel-fixture",
    };

    /// <returns>The conflict, or null if the command is an ordinary one.</returns>
    public async ValueTask<EditOutcome?> TryStageAsync(DocumentKey key, Edit<CanvasOp> edit)
    {
        if (!TryCount(edit, out var commits) || key.Env == "prod" || !access.FlagsOf(key.Tenant).ConflictFixture)
            return null;

        // A key that was committed is answered as such, whatever has become of the atom since.
        if (edit.Key is { } used && await canvases.FindCommitAsync(key, used.Value) is not null)
            return null;
        var view = await canvases.PeekAsync(key);
        if (view.State.Find(AtomId) is not null || edit.Base > view.Head) return null;

        for (var n = 1; n <= commits; n++)
        {
            var outcome = await canvases.SubmitAsync(key, MakeEdit(n, view.Head, edit));
            if (outcome is EditOutcome.Unavailable or EditOutcome.Unknown or EditOutcome.Withdrawn) return outcome;
        }

        return new EditOutcome.Stale(edit.Base, view.Head);
    }

    private static bool TryCount(Edit<CanvasOp> edit, out int commits)
    {
        commits = 1;
        var id = edit.By.CorrelationId;
        if (edit.DryRun || id?.StartsWith(Trigger, StringComparison.Ordinal) != true)
            return false;
        var rest = id.AsSpan(Trigger.Length);
        if (rest.IsEmpty) return true;
        return rest[0] == ':' && rest[1..] is not ['0', ..]
            && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out commits)
            && commits is >= 1 and <= CommitsMax;
    }

    /// <summary>Asks for a rebase, so that commands of others in between do no harm.</summary>
    private Edit<CanvasOp> MakeEdit(int n, Revision head, Edit<CanvasOp> asked)
    {
        const string Text = """{"text":"Server Recovery Atom"}""";
        var json = n == 1
            ? $$$$"""[{"kind":"add","atom":{"id":"{{{{AtomId}}}}","type":"text","properties":{{{{Text}}}}}}]"""
            : $$$$"""[{"kind":"update","atom_id":"{{{{AtomId}}}}","properties":{"n":{{{{n}}}}}}]""";
        var bytes = Encoding.UTF8.GetBytes(json);
        if (!CanvasOpJson.TryParse(bytes, limits, out var ops, out var fault))
            throw new System.Diagnostics.UnreachableException(fault.Reason);
        return new Edit<CanvasOp>
        {
            Base = new Revision(head.Number + n - 1),
            Ops = new OpBatch<CanvasOp>(ops, bytes),
            By = By,
            Rebase = true,
            IsWanted = asked.IsWanted,
            Placement = asked.Placement,
        };
    }
}
