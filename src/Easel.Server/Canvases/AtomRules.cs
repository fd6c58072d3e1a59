using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Server.Canvases;

/// <summary>
/// Rules per atom type from the configuration section <c>Canvases:Atoms</c>: a subset of JSON Schema. They hold for
/// what an op makes of an atom, so that atoms from before a rule existed can stay and can be mended.
/// </summary>
internal sealed class AtomRules : IEditValidator<Canvas, CanvasOp>
{
    public const string Section = "Canvases:Atoms";

    private readonly Dictionary<string, AtomRule> rules;

    /// <exception cref="InvalidOperationException">A keyword is unknown, or its value wrong.</exception>
    public AtomRules(IConfiguration configuration) => rules = configuration.GetSection(Section).GetChildren()
        .ToDictionary(type => type.Key, type => new AtomRule(type), StringComparer.OrdinalIgnoreCase);

    public string? Refuse(Canvas before, CanvasOp op, Canvas after)
    {
        var touched = op switch
        {
            _ when rules.Count == 0 => null,
            Add add => add.Id,
            Update update => update.AtomId,
            TextOp text => text.AtomId,
            _ => null,
        };
        return touched is not null && after.Find(touched) is { } atom && rules.TryGetValue(atom.Type, out var rule)
            ? rule.Refuse(atom)
            : null;
    }
}

/// <summary>The rules of one atom type.</summary>
internal sealed class AtomRule
{
    private readonly Dictionary<string, PropertyRule> properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly string[] required = [];
    private readonly bool additional = true;

    public AtomRule(IConfigurationSection section)
    {
        foreach (var keyword in section.GetChildren())
        {
            switch (keyword.Key.ToLowerInvariant())
            {
                case "required": required = [.. keyword.GetChildren().Select(name => name.Value!)]; break;
                case "additionalproperties": additional = keyword.Get<bool>(); break;
                case "properties":
                    foreach (var property in keyword.GetChildren())
                        properties[property.Key] = new PropertyRule(property);
                    break;
                default: throw new InvalidOperationException($"{keyword.Path} is not a known keyword.");
            }
        }
    }

    public string? Refuse(Atom atom)
    {
        foreach (var name in required)
        {
            if (!atom.Properties.Contains(name)) return $"atom {atom.Id}: {name} is required";
        }

        foreach (var (name, value) in atom.Properties)
        {
            var reason = properties.TryGetValue(name, out var rule) ? rule.Refuse(value)
                : additional ? null
                : "additionalProperties does not allow it";
            if (reason is not null) return $"atom {atom.Id}: {name}: {reason}";
        }

        return null;
    }
}
