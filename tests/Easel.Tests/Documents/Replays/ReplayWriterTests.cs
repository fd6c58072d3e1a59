using System.Buffers;
using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Replays;

namespace Easel.Tests.Documents.Replays;

public class ReplayWriterTests
{
    [Theory]
    [InlineData(ReplayMode.Full)]
    [InlineData(ReplayMode.Keyframe)]
    public void AR4_A_session_of_2000_commits_plays_to_the_exact_state_and_seeks_go_to_every_state(ReplayMode mode)
    {
        foreach (var session in (ReplaySession[])[ReplaySession.Recorded(2_000), ReplaySession.Random(7, 2_000)])
        {
            var file = new ReplayFile(session.Write(mode));
            var (last, end) = file.Play().Last();
            Assert.Equal((2_000, file.Hash), (last.GetProperty("rev").GetInt64(), CanvasJson.Hash(end)));
            Assert.Equal(CanvasJson.Hash(session.States[^1]), file.Hash);
            Assert.True(file.Index.Count > 3, $"{file.Index.Count} places to begin");

            var random = new Random(4);
            for (var i = 0; i < 200; i++)
            {
                var wanted = random.Next(2_001);
                var (rev, state) = file.Seek(wanted);
                Assert.True(mode == ReplayMode.Full ? rev == wanted : rev >= wanted, $"{wanted} led to {rev}");
                Assert.Equal(CanvasJson.Hash(session.States[(int)rev]), CanvasJson.Hash(state));
            }
        }
    }

    [Fact]
    public void AR4_A_replay_of_one_op_on_a_large_canvas_is_small()
    {
        var session = ReplaySession.Large(10_000);
        var state = CanvasJson.Encode(session.States[1]).Length;

        var bytes = session.Write(ReplayMode.Full, from: 1, to: 2);

        Assert.True(state > 1_000_000 && bytes.Length < state / 5, $"{bytes.Length} bytes for a state of {state}");
        Assert.Equal(CanvasJson.Hash(session.States[2]), CanvasJson.Hash(new ReplayFile(bytes).Play().Last().State));
    }

    [Fact]
    public void AR4_Every_commit_is_an_entry_in_full_mode_with_its_time_ops_and_author()
    {
        var session = ReplaySession.Random(1, 60);
        var steps = new ReplayFile(session.Write(ReplayMode.Full)).Play().Where(one => IsStep(one.Entry)).ToList();
        Assert.Equal(60, steps.Count(one => one.Entry.TryGetProperty("by", out _)));
        foreach (var (entry, state) in steps.Where(one => one.Entry.TryGetProperty("by", out _)))
        {
            var commit = session.Commits[entry.GetProperty("rev").GetInt32() - 1];
            var details = commit.ReadDetails();
            Assert.Equal(Encoding.UTF8.GetString(commit.Ops.Span), entry.GetProperty("ops").GetRawText());
            Assert.Equal((long)(details.At - ReplaySession.Begin).TotalMilliseconds, entry.GetProperty("t").GetInt64());
            Assert.Equal(details.By.ActorId, entry.GetProperty("by")[0].GetProperty("actor_id").GetString());
            Assert.Equal(CanvasJson.Hash(session.States[(int)commit.Revision.Number]), CanvasJson.Hash(state));
        }
    }

    [Fact]
    public void AR4_Commits_that_follow_each_other_closely_are_one_entry_in_keyframe_mode()
    {
        var session = new ReplaySession();
        foreach (var pause in (int[])[0, 400, 1_000, 1_001, 900, 900, 900, 900, 900, 900, 60_000])
            session.Commit(session.Commits.Count % 2 == 0 ? "ann" : "bob", pause, Add(session.Commits.Count));
        var steps = new ReplayFile(session.Write(ReplayMode.Keyframe)).Play().Where(one => IsStep(one.Entry)).ToList();

        // Three; then the pause is too long; then more than five seconds; then a minute.
        Assert.Equal([3L, 9, 10, 11], steps.Select(one => one.Entry.GetProperty("rev").GetInt64()));
        Assert.Equal([1_400L, 6_901, 7_801, 67_801], steps.Select(one => one.Entry.GetProperty("t").GetInt64()));
        Assert.Equal(3, steps[0].Entry.GetProperty("ops").GetArrayLength());
        Assert.Equal(2, steps[0].Entry.GetProperty("by").GetArrayLength());
    }

    [Fact]
    public void AR4_Own_entries_are_marked_and_are_not_merged_with_those_of_others()
    {
        var session = ReplaySession.Random(3, 200);
        foreach (var (mode, selection) in ((ReplayMode, ReplaySelection)[])
            [(ReplayMode.Full, new(null, "run-1")), (ReplayMode.Keyframe, new(null, "run-1")),
             (ReplayMode.Keyframe, new("robot", null))])
        {
            var file = new ReplayFile(session.Write(mode, selection: selection));
            var steps = file.Play().Select(one => one.Entry).Where(one => one.TryGetProperty("by", out _)).ToList();
            Assert.Contains(steps, step => step.TryGetProperty("own", out _));
            Assert.All(steps, step => Assert.Equal(
                step.TryGetProperty("own", out _),
                step.GetProperty("by").EnumerateArray().All(by => by.GetProperty("actor_id").GetString() == "robot")));
            Assert.All(file.Tail.GetProperty("marks").EnumerateArray(), mark => Assert.Equal(
                mark.TryGetProperty("own", out _), mark.GetProperty("actor_id").GetString() == "robot"));
        }
    }

    [Fact]
    public void AR4_Gestures_stand_between_their_commits_and_only_the_newest_of_a_kind_in_keyframe_mode()
    {
        var session = ReplaySession.Random(5, 300);
        var (all, thinned) = (Gestures(session, ReplayMode.Full), Gestures(session, ReplayMode.Keyframe));
        var lasting = session.Gestures.Count(one => one.At <= session.EndsAt);
        Assert.Equal(lasting, all.Sum(entry => entry.Count));
        Assert.InRange(thinned.Sum(entry => entry.Count), 1, lasting - 20);
        foreach (var entry in thinned)
        {
            var kinds = entry.Select(one => one.GetProperty("frame").GetProperty("data")).ToList();
            Assert.Equal(kinds.Count, kinds.DistinctBy(one =>
                (one.GetProperty("kind").GetString(), one.GetProperty("actor_id").GetString())).Count());
        }
    }

    [Theory]
    [InlineData(ReplayMode.Full)]
    [InlineData(ReplayMode.Keyframe)]
    public void AR4_Times_and_revisions_never_go_back_and_a_gesture_is_not_later_than_its_entry(ReplayMode mode)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var (t, rev) = (0L, 0L);
            foreach (var (entry, _) in new ReplayFile(ReplaySession.Random(seed, 80).Write(mode)).Play())
            {
                var (time, revision) = (entry.GetProperty("t").GetInt64(), entry.GetProperty("rev").GetInt64());
                Assert.True(time >= t && revision >= rev, $"seed {seed}");
                if (entry.TryGetProperty("gestures", out var gestures))
                {
                    Assert.All(gestures.EnumerateArray(), one =>
                        Assert.InRange(one.GetProperty("t").GetInt64(), t, time));
                }

                (t, rev) = (time, revision);
            }
        }
    }

    [Fact]
    public void AR4_A_gap_filled_with_gestures_alone_is_written_in_bounded_entries()
    {
        var session = new ReplaySession();
        session.Commit("ann", 0, Add(0));
        for (var i = 0; i < 2_000; i++) session.Gesture(i * 20, 0, 0);
        session.Commit("ann", 60_000, Add(1));

        Assert.All(Gestures(session, ReplayMode.Full), entry => Assert.InRange(entry.Count, 0, 256));
        Assert.InRange(Gestures(session, ReplayMode.Keyframe).Sum(entry => entry.Count), 7, 12);
    }

    [Fact]
    public void AR4_A_part_of_the_history_begins_with_its_state_and_an_empty_range_is_one_state()
    {
        var session = ReplaySession.Random(9, 100);
        var part = new ReplayFile(session.Write(ReplayMode.Full, from: 40, to: 70));
        Assert.Equal(CanvasJson.Hash(session.States[70]), part.Hash);
        Assert.Equal(CanvasJson.Hash(session.States[40]), CanvasJson.Hash(part.Seek(40).State));
        Assert.Equal((40L, 70L), (part.Head.GetProperty("from_rev").GetInt64(), part.Head.GetProperty("to_rev").GetInt64()));

        var nothing = new ReplayFile(session.Write(ReplayMode.Full, from: 40, to: 40));
        Assert.Equal(CanvasJson.Hash(session.States[40]), nothing.Hash);
        Assert.Equal(0, nothing.Tail.GetProperty("entries").GetInt32());
        Assert.Single(nothing.Play());
    }

    [Fact]
    public void AR4_What_cannot_follow_is_refused()
    {
        var session = ReplaySession.Random(11, 3);
        using var writer = new ReplayWriter(new ArrayBufferWriter<byte>(), new ReplayRange
        {
            CanvasId = "c",
            Epoch = "e",
            From = Revision.Zero,
            To = new Revision(3),
            Mode = ReplayMode.Full,
            FromAt = ReplaySession.Begin,
            ToAt = session.EndsAt,
        }, Canvas.Empty);
        Assert.Throws<FormatException>(() => Add(writer, session.Commits[1]));
        Add(writer, session.Commits[0]);
        Assert.Throws<FormatException>(() => Add(writer, session.Commits[0]));
        Assert.Throws<FormatException>(() => writer.Complete());
        var misfit = Commit.Create(new Revision(2), session.Commits[1].ReadDetails(),
            Encoding.UTF8.GetBytes("""[{"kind":"remove","atom_id":"nobody"}]"""), null);
        Assert.Throws<FormatException>(() => Add(writer, misfit));
    }

    private static void Add(ReplayWriter writer, Commit commit) => writer.Add(commit, commit.ReadDetails());

    internal static bool IsStep(JsonElement entry) => entry.TryGetProperty("ops", out _);

    private static List<List<JsonElement>> Gestures(ReplaySession session, ReplayMode mode) =>
    [
        .. new ReplayFile(session.Write(mode)).Play().Select(one => one.Entry).Select(entry =>
            entry.TryGetProperty("gestures", out var gestures) ? gestures.EnumerateArray().ToList() : []),
    ];

    private static byte[] Add(int id) => Encoding.UTF8.GetBytes(
        $$$$"""[{"kind":"add","atom":{"id":"a{{{{id}}}}","type":"text","properties":{}}}]""");
}
