using System.Runtime.CompilerServices;
using System.Text.Json;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>What a request says about its context, collected from every place where it may say so.</summary>
internal sealed class NamedContext
{
    private Values values;

    public string? this[ContextKey key] => values[(int)key];

    public bool HasPlacement => (this[ContextKey.Workspace] ?? this[ContextKey.Project]
        ?? this[ContextKey.App] ?? this[ContextKey.Surface]) is not null;

    /// <summary>Adds a value; a second one for the same part must agree with the first.</summary>
    public Refusal? Add(ContextKey key, string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        if (key == ContextKey.Env && value == "stage") value = "staging";
        if (!IsValid(key, value)) return Problems.InvalidRequest.Because($"{name} is not a valid value.");
        ref var present = ref values[(int)key];
        if (present is not null && present != value)
            return Problems.ContextMismatch.Because($"{name} is given twice and differently.");
        present = value;
        return null;
    }

    /// <summary>Adds every value that a ticket is bound to.</summary>
    public Refusal? AddAll(NamedContext bound)
    {
        foreach (var (key, _, name) in ContextKeys.All)
        {
            if (Add(key, name, bound[key]) is { } refusal) return refusal;
        }

        return null;
    }

    /// <summary>Adds the members of a JSON object that name parts of a context; others are not looked at.</summary>
    public Refusal? AddAll(JsonElement members)
    {
        if (members.ValueKind != JsonValueKind.Object) return null;
        foreach (var (key, _, name) in ContextKeys.All)
        {
            if (!members.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) continue;
            if (value.ValueKind != JsonValueKind.String)
                return Problems.InvalidRequest.Because($"{name} must be a string.");
            if (Add(key, name, value.GetString()) is { } refusal) return refusal;
        }

        return null;
    }

    /// <summary>The same context for another canvas; null names none.</summary>
    public NamedContext For(string? canvasId)
    {
        var copy = new NamedContext { values = values };
        copy.values[(int)ContextKey.Canvas] = canvasId;
        return copy;
    }

    private static bool IsValid(ContextKey key, string value) => key switch
    {
        ContextKey.Tenant => Ids.IsTenant(value),
        ContextKey.Env => value is "dev" or "staging" or "prod",
        ContextKey.Mode => value is "saas" or "enterprise" or "lab",
        ContextKey.User => Ids.IsKey(value),
        _ => Ids.IsId(value),
    };

    [InlineArray((int)ContextKey.Device + 1)]
    private struct Values
    {
        private string? first;
    }
}
