using System.Text.Json;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>A command as it came (SPEC CM). Everything in it is a copy: the request's own bytes are pooled.</summary>
internal sealed class CommandBody(NamedContext named)
{
    private const long IntegerMax = 1L << 53;

    private static readonly (string, string[]) ActorTypes = ("actor_type", ["human", "agent", "system"]);
    private static readonly (string, string[]) Mismatches = ("on_mismatch", ["reject", "rebase"]);
    private static readonly (string, string[]) Scopes = ("scope", ["actor", "run", "all"]);

    public NamedContext Named => named;

    public long? BaseRev { get; private set; }

    /// <summary>Whatever <c>ops</c> is, compact; empty if absent.</summary>
    public byte[] Ops { get; private set; } = [];

    public string? ActorId { get; private set; }

    public string? ActorType { get; private set; }

    public string? CorrelationId { get; private set; }

    public string? IdempotencyKey { get; private set; }

    public byte[] Intent { get; private set; } = [];

    public bool Rebase { get; private set; }

    /// <summary>Whose commits an undo looks at.</summary>
    public string? Scope { get; private set; }

    public string? RunId { get; private set; }

    /// <summary>Whether an undo takes back all of its scope.</summary>
    public bool Whole { get; private set; }

    /// <summary>What a restore brings back.</summary>
    public long? ToRev { get; private set; }

    public bool DryRun { get; private set; }

    /// <summary>The first wrong thing. The context, which may be in the body too, is answered first.</summary>
    public Refusal? Fault { get; private set; }

    /// <summary>Reads a body that <see cref="JsonBodies"/> has made strict and compact.</summary>
    public static Refusal? Read(ReadOnlyMemory<byte> compact, CommandBody into)
    {
        var json = new Utf8JsonReader(compact.Span);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return Problems.InvalidRequest.Because("The body must be an object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (into.ReadMember(ref json, compact.Span) is { } refusal) return refusal;
        }

        return null;
    }

    private Refusal? ReadMember(ref Utf8JsonReader json, ReadOnlySpan<byte> compact)
    {
        if (json.ValueTextEquals("base_rev"u8)) BaseRev = ReadRevision(ref json, "base_rev");
        else if (json.ValueTextEquals("ops"u8)) Ops = Copy(ref json, compact);
        else if (json.ValueTextEquals("actor_id"u8)) ActorId = ReadKey(ref json, "actor_id");
        else if (json.ValueTextEquals("correlation_id"u8)) CorrelationId = ReadKey(ref json, "correlation_id");
        else if (json.ValueTextEquals("idempotency_key"u8)) IdempotencyKey = ReadKey(ref json, "idempotency_key");
        else if (json.ValueTextEquals("actor_type"u8)) ActorType = ReadOneOf(ref json, ActorTypes);
        else if (json.ValueTextEquals("on_mismatch"u8)) Rebase = ReadOneOf(ref json, Mismatches) == "rebase";
        else if (json.ValueTextEquals("dry_run"u8)) DryRun = ReadFlag(ref json, "dry_run");
        else if (json.ValueTextEquals("scope"u8)) Scope = ReadOneOf(ref json, Scopes);
        else if (json.ValueTextEquals("whole"u8)) Whole = ReadFlag(ref json, "whole");
        else if (json.ValueTextEquals("run_id"u8)) RunId = ReadKey(ref json, "run_id");
        else if (json.ValueTextEquals("to_rev"u8)) ToRev = ReadRevision(ref json, "to_rev");
        else if (json.ValueTextEquals("intent"u8)) Intent = ReadIntent(ref json, compact);
        else if (json.ValueTextEquals("routing"u8)) return ReadRouting(ref json);
        else Skip(ref json);
        return null;
    }

    private long? ReadRevision(ref Utf8JsonReader json, string name)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var revision)
            && revision is >= 0 and <= IntegerMax) return revision;
        Refuse($"{name} must be a whole number from 0.");
        json.Skip();
        return 0;
    }

    private string? ReadText(ref Utf8JsonReader json, string name)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        if (json.TokenType != JsonTokenType.Null) Refuse($"{name} must be a string.");
        json.Skip();
        return null;
    }

    private string? ReadKey(ref Utf8JsonReader json, string name)
    {
        var text = ReadText(ref json, name);
        if (text is not null && !Ids.IsKey(text)) Refuse($"{name} must have 1 to 255 characters without controls.");
        return text;
    }

    private string? ReadOneOf(ref Utf8JsonReader json, (string Name, string[] Allowed) choice)
    {
        var text = ReadText(ref json, choice.Name);
        if (text is not null && !choice.Allowed.Contains(text))
            Refuse($"{choice.Name} must be one of {string.Join(", ", choice.Allowed)}.");
        return text;
    }

    private bool ReadFlag(ref Utf8JsonReader json, string name)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
            Refuse($"{name} must be true or false.");
        var isSet = json.TokenType == JsonTokenType.True;
        json.Skip();
        return isSet;
    }

    private byte[] ReadIntent(ref Utf8JsonReader json, ReadOnlySpan<byte> compact)
    {
        var intent = Copy(ref json, compact);
        if (intent is [(byte)'{', ..])
        {
            CheckRun(intent);
            return intent;
        }

        if (!intent.AsSpan().SequenceEqual("null"u8)) Refuse("intent must be an object.");
        return [];
    }

    /// <summary>A run is a name that lists, artifacts and events carry on, so it is as bounded as a key is.</summary>
    private void CheckRun(ReadOnlySpan<byte> intent)
    {
        var json = new Utf8JsonReader(intent);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isRun = json.ValueTextEquals("run_id"u8);
            json.Read();
            if (isRun && json.TokenType == JsonTokenType.String && !Ids.IsRun(json.GetString()))
                Refuse("run_id of the intent must have 1 to 255 characters without controls, and be no dot or two.");
            json.Skip();
        }
    }

    private Refusal? ReadRouting(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            Refuse("routing must be an object.");
            json.Skip();
            return null;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            var part = Array.Find(ContextKeys.All, part => part.Name == name);
            if (part.Name is null) Skip(ref json);
            else if (named.Add(part.Key, part.Name, ReadText(ref json, part.Name)) is { } refusal) return refusal;
        }

        return null;
    }

    private static void Skip(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    private static byte[] Copy(ref Utf8JsonReader json, ReadOnlySpan<byte> compact)
    {
        json.Read();
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return compact[start..(int)json.BytesConsumed].ToArray();
    }

    private void Refuse(string detail) => Fault ??= Problems.InvalidRequest.Because(detail);
}
