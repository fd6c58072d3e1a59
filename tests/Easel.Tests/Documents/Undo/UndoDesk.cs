using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Undo;

/// <summary>A desk at which several people edit and take back.</summary>
internal sealed class UndoDesk(DocumentOptions? options = null)
{
    public Desk Desk { get; } = new(options: options);

    public async Task<long> Does(string who, params CanvasOp[] ops) =>
        Assert.IsType<EditOutcome.Committed>(await Desk.Submit(By(who, await Desk.Head(), ops))).Commit.Revision.Number;

    public async Task<long> Types(string who, int at, string text) => await Does(who, new InsertText("a", "text", at, text));

    public Task<EditOutcome> TryUndo(string who, UndoScope? scope = null) => Try(UndoDirection.Undo, who, scope);

    public Task<EditOutcome> TryRedo(string who, UndoScope? scope = null) => Try(UndoDirection.Redo, who, scope);

    /// <returns>The revision that was taken back.</returns>
    public async Task<long> Undoes(string who, UndoScope? scope = null) =>
        Assert.IsType<EditOutcome.Committed>(await TryUndo(who, scope)).Commit.ReadDetails().UndoOf!.Value.Number;

    public async Task<long> Redoes(string who, UndoScope? scope = null) =>
        Assert.IsType<EditOutcome.Committed>(await TryRedo(who, scope)).Commit.ReadDetails().RedoOf!.Value.Number;

    /// <summary>Undoes all that somebody did that is in force.</summary>
    public Task<EditOutcome> TryRevert(string who) => Try(UndoDirection.Undo, who, null, isWhole: true);

    /// <returns>The revisions that were taken back.</returns>
    public async Task<string> Reverts(string who) => string.Join(
        ' ', Assert.IsType<EditOutcome.Committed>(await TryRevert(who)).Commit.ReadDetails().AllTakenBack);

    public async Task<Canvas> Now() => (await Desk.Kernel.PeekAsync(Desk.C1)).State;

    public async Task<string> Text() => Desk.TextOf(await Now());

    public static Edit<CanvasOp> By(string who, long on, params CanvasOp[] ops) => Desk.Edit(on, null, ops) with
    {
        By = new Attribution { ActorId = who, ActorType = "human", Subject = who },
    };

    private async Task<EditOutcome> Try(UndoDirection direction, string who, UndoScope? scope, bool isWhole = false) =>
        await Desk.Submit(By(who, await Desk.Head()) with
        {
            Undo = new UndoRequest(direction, scope ?? new UndoScope.Actor(who)) { IsWhole = isWhole },
        });
}
