using Easel.Documents.Canvases;
using Easel.Documents.Replays;
using FsCheck;
using FsCheck.Fluent;

namespace Easel.Tests.Documents.Replays;

/// <summary>What holds for the replay of any history.</summary>
public class ReplayPropertyTests
{
    private const int OpsBytesMin = 16 * 1_024;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithQuietOnSuccess(true);
    private static readonly Config Few = Many.WithMaxTest(15);

    [Fact]
    public void AR4_Any_part_of_any_history_ends_in_its_state_in_both_modes() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var session = ReplaySession.Random(seed, 1 + random.Next(60));
            var from = random.Next(session.Commits.Count + 1);
            var to = random.Next(from, session.Commits.Count + 1);
            var ends = new[] { ReplayMode.Full, ReplayMode.Keyframe }.Select(mode =>
            {
                var file = new ReplayFile(session.Write(mode, from, to));
                var (last, end) = file.Play().Last();
                return last.GetProperty("rev").GetInt64() == to && CanvasJson.Hash(end) == file.Hash
                    && file.Tail.GetProperty("entries").GetInt32() == file.Play().Count(one =>
                        ReplayWriterTests.IsStep(one.Entry))
                    ? file.Hash : "wrong";
            });
            return ends.All(hash => hash == CanvasJson.Hash(session.States[to]));
        }).Check(Many);

    [Fact]
    public void AR4_The_file_is_at_most_twice_the_log_and_two_states_and_a_seek_folds_no_more_than_it_reads() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var session = ReplaySession.Random(seed, 400, opsMax: 12);
            var file = session.Write(ReplayMode.Full, hasGestures: false);
            var largest = session.States.Max(state => CanvasJson.Encode(state).Length);
            var read = new ReplayFile(file);
            foreach (var segment in read.Index)
            {
                var wanted = segment.Rev + segment.Entries;
                read.Seek(Math.Min(wanted, session.Commits.Count));
                var longest = session.Commits.Max(commit => commit.Ops.Length);
                if (read.Folded > Math.Max(OpsBytesMin, largest) + longest) return false;
            }

            const int Frame = 24 * 1_024; // Head, marks and index.
            return file.Length <= (2 * session.LogBytes) + (2 * largest) + Frame;
        }).Check(Few);
}
