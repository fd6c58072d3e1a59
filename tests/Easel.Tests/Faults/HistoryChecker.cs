namespace Easel.Tests.Faults;

/// <summary>
/// Compares what clients were told with what the server kept: nothing acknowledged is lost, nothing is applied twice,
/// nothing refused is applied, and every answer fits one order of events (RELIABILITY T1, T4, T5). Once the log is
/// known, that order is known, so each rule is a single pass.
/// </summary>
internal static class HistoryChecker
{
    /// <summary>Everything that is wrong, in words. Empty: nothing is.</summary>
    public static List<string> Check(IEnumerable<Attempt> history, IEnumerable<StoredCanvas> canvases)
    {
        var attempts = history.ToLookup(one => one.Canvas);
        var faults = new List<string>();
        foreach (var canvas in canvases)
        {
            var commands = attempts[canvas.Id].GroupBy(one => one.Key)
                .ToDictionary(command => command.Key, command => command.ToList());
            var wrongLog = CheckLog(canvas, commands).ToList();
            faults.AddRange(wrongLog);
            if (wrongLog.Count > 0) continue; // What follows relies on a log that counts properly.
            var stored = canvas.Log.ToDictionary(commit => commit.Key);
            foreach (var (key, command) in commands)
                faults.AddRange(CheckCommand(stored.GetValueOrDefault(key), command));
            faults.AddRange(CheckOrder(canvas, commands));
            faults.AddRange(CheckConflicts(canvas, commands));
        }

        return faults;
    }

    private static IEnumerable<string> CheckLog(StoredCanvas canvas, Dictionary<string, List<Attempt>> commands)
    {
        for (var i = 0; i < canvas.Log.Count; i++)
        {
            var commit = canvas.Log[i];
            if (commit.Rev != i + 1) yield return $"{canvas.Id}: r{commit.Rev} stands where r{i + 1} should";
            if (!commands.ContainsKey(commit.Key)) yield return $"{canvas.Id}: nobody sent {commit}";
        }

        foreach (var twice in canvas.Log.GroupBy(commit => commit.Key).Where(same => same.Count() > 1))
            yield return $"{canvas.Id}: {twice.Key} was applied {twice.Count()} times";
        if (canvas.SnapshotRev != canvas.Log.Count)
            yield return $"{canvas.Id}: the snapshot is at r{canvas.SnapshotRev}, the log ends at r{canvas.Log.Count}";
        else if (canvas.Replay() != canvas.SnapshotHash)
            yield return $"{canvas.Id}: the snapshot's hash is not that of the replayed log";
    }

    private static IEnumerable<string> CheckCommand(StoredCommit? stored, List<Attempt> command)
    {
        foreach (var attempt in command)
        {
            if (attempt.Status is >= 500 and not 503) yield return $"a command was answered as a bug: {attempt}";
            if (attempt.Status == 503 && !attempt.HasRetryAfter) yield return $"a 503 without Retry-After: {attempt}";
            if (attempt.Outcome != Outcome.Acknowledged) continue;
            if (stored is null) yield return $"acknowledged and lost: {attempt}";
            else if (stored.Rev != attempt.Rev) yield return $"acknowledged, but stands at r{stored.Rev}: {attempt}";
            else if (stored.Ops != (attempt.RebasedOps ?? attempt.Ops))
                yield return $"acknowledged, but with other content: {attempt} stored {stored.Ops}";
        }

        var mayBeThere = command.Exists(one => one.Outcome is Outcome.Acknowledged or Outcome.Unknown);
        if (stored is not null && !mayBeThere) yield return $"refused and yet applied at r{stored.Rev}: {command[^1]}";
        if (command.Count(one => one.IsFirstAnswer) > 1)
            yield return $"acknowledged twice as new: {command[^1]}";
    }

    /// <summary>What was answered before another command was sent stands before it.</summary>
    private static IEnumerable<string> CheckOrder(StoredCanvas canvas, Dictionary<string, List<Attempt>> commands)
    {
        var answeredLater = (At: long.MaxValue, Rev: 0L);
        foreach (var commit in canvas.Log.Reverse())
        {
            var took = commands[commit.Key]
                .Where(one => one.Outcome is Outcome.Acknowledged or Outcome.Unknown).ToList();
            var sentAt = took.Where(one => !one.Replayed).Select(one => one.SentAt).DefaultIfEmpty(0).Max();
            if (answeredLater.At < sentAt)
                yield return $"{canvas.Id}: r{answeredLater.Rev} was answered before r{commit.Rev} was sent";
            var answeredAt = took.Where(one => one.Outcome == Outcome.Acknowledged)
                .Select(one => one.AnsweredAt).DefaultIfEmpty(long.MaxValue).Min();
            if (answeredAt < answeredLater.At) answeredLater = (answeredAt, commit.Rev);
        }
    }

    /// <summary>
    /// A 409 names a head that was the head at some moment between question and answer, and what led there.
    /// </summary>
    private static IEnumerable<string> CheckConflicts(StoredCanvas canvas, Dictionary<string, List<Attempt>> commands)
    {
        var all = commands.Values.SelectMany(one => one).ToList();
        var acknowledged = all.Where(one => one.IsFirstAnswer).OrderBy(one => one.AnsweredAt).ToList();
        var (next, least) = (0, 0L);
        foreach (var conflict in all.Where(one => one.Outcome == Outcome.Stale).OrderBy(one => one.SentAt))
        {
            for (; next < acknowledged.Count && acknowledged[next].AnsweredAt < conflict.SentAt; next++)
                least = Math.Max(least, acknowledged[next].Rev);
            if (conflict.Rev < least)
                yield return $"409 with a head below r{least}, which was acknowledged: {conflict}";
            if (conflict.Rev == conflict.Base) yield return $"409 on the very head: {conflict}";
            if (conflict.Rev > canvas.Log.Count)
            {
                yield return $"409 with a head above r{canvas.Log.Count}, the last: {conflict}";
                continue;
            }

            var head = conflict.Rev == 0 ? null : commands[canvas.Log[(int)conflict.Rev - 1].Key];
            if (head is not null && head.Min(one => one.SentAt) > conflict.AnsweredAt)
                yield return $"409 with a head that was sent only later: {conflict}";
            if (conflict.Recovery is { } recovery && recovery != Between(canvas, conflict.Base, conflict.Rev))
                yield return $"409 whose recovery is not what stands between: {conflict}";
        }
    }

    private static string Between(StoredCanvas canvas, long after, long upTo) => string.Join(
        ',', canvas.Log.Skip((int)after).Take((int)(upTo - after)).Select(commit => commit.Ops[1..^1]));
}
