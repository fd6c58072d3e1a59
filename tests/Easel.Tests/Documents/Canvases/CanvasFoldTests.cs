using Easel.Documents.Canvases;

namespace Easel.Tests.Documents.Canvases;

/// <summary>Fold, inverse and encoding on random canvases (SPEC OP).</summary>
public class CanvasFoldTests
{
    [Fact]
    public void OP4_Ops_and_then_their_inverses_give_the_same_hash()
    {
        for (var seed = 0; seed < 10_000; seed++)
        {
            var make = new RandomCanvas(seed);
            var state = make.Canvas(10);
            var ops = make.Batch(state, 1 + make.Next(5));
            var back = RandomCanvas.Apply(RandomCanvas.Apply(state, ops), CanvasInverse.Of(state, ops));
            Assert.True(CanvasJson.Hash(state) == CanvasJson.Hash(back), $"seed {seed}");
        }
    }

    [Fact]
    public void OP0_Ops_and_states_survive_their_encoding()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var make = new RandomCanvas(seed);
            var state = make.Canvas(10);
            var decoded = CanvasJson.Decode(CanvasJson.Encode(state));
            Assert.True(CanvasJson.Encode(state).Span.SequenceEqual(CanvasJson.Encode(decoded).Span), $"seed {seed}");
            Assert.Equal(CanvasJson.Hash(state), CanvasJson.Hash(decoded));
            var ops = make.Batch(state, 3);
            var reread = CanvasOpJson.ParseStored(CanvasOpJson.Encode(ops));
            Assert.Equal(CanvasJson.Hash(RandomCanvas.Apply(state, ops)), CanvasJson.Hash(RandomCanvas.Apply(decoded, reread)));
        }
    }

    [Fact]
    public void CM5_The_weight_never_exceeds_the_encoded_state()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var state = new RandomCanvas(seed).Canvas(30);
            Assert.InRange(state.Weight, 0, CanvasJson.Encode(state).Length);
        }
    }

    [Fact]
    public void OP3_The_hash_of_the_empty_canvas_is_the_hash_of_its_canonical_form() =>
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("""{"atoms":{},"meta":{},"root_atom_ids":[]}"""u8)),
            CanvasJson.Hash(Canvas.Empty));
}
