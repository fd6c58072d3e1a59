namespace Easel.Tests.Documents.Canvases;

/// <summary>Texts and their canonical form (RFC 8785): the examples of the RFC, and what implementations get wrong.</summary>
internal static class HandWrittenCanonicals
{
    public static (string Name, string Json, string Canonical)[] All { get; } =
    [
        ("RFC 8785 3.2.2", """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """,
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"""),
        ("RFC 8785 3.2.3", """
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """,
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}"),
        // RFC 8785, appendix B; where it gives bits, the shortest decimal of the same double.
        ("zero", "0", "0"),
        ("minus zero", "-0", "0"),
        ("minus zero with a point", "-0.0", "0"),
        ("least positive", "5e-324", "5e-324"),
        ("least negative", "-5e-324", "-5e-324"),
        ("greatest", "1.7976931348623157e308", "1.7976931348623157e+308"),
        ("least", "-1.7976931348623157E+308", "-1.7976931348623157e+308"),
        ("greatest integer", "9007199254740992", "9007199254740992"),
        ("least integer", "-9007199254740992", "-9007199254740992"),
        ("2 to the 68th", "2.9514790517935283e20", "295147905179352830000"),
        ("just below 1e23", "9.999999999999997e22", "9.999999999999997e+22"),
        ("1e23", "1e23", "1e+23"),
        ("just above 1e23", "1.0000000000000001e23", "1.0000000000000001e+23"),
        ("below 1e21, twice", "9.999999999999997e20", "999999999999999700000"),
        ("below 1e21", "9.999999999999999e20", "999999999999999900000"),
        ("1e21", "1e21", "1e+21"),
        ("below 1e-6", "9.999999999999997e-7", "9.999999999999997e-7"),
        ("1e-6", "1e-6", "0.000001"),
        ("nearest, a", "333333333.3333332", "333333333.3333332"),
        ("nearest, b", "333333333.33333325", "333333333.33333325"),
        ("nearest, c", "333333333.3333333", "333333333.3333333"),
        ("nearest, d", "333333333.3333334", "333333333.3333334"),
        ("nearest, e", "333333333.33333343", "333333333.33333343"),
        ("small and negative", "-3.3333333333333333e-6", "-0.0000033333333333333333"),
        ("round to even", "1424953923781206.2", "1424953923781206.2"),
        ("a power of two that runtimes misprint", "2.98023223876953125e-8", "2.9802322387695312e-8"),
        ("superfluous zeros", "[1.0,1.10,100e0,1e2,0.1e1,120e-1]", "[1,1.1,100,100,1,12]"),
        ("beyond 17 digits", "0.1000000000000000055511151231257827", "0.1"),
        ("empty containers", " [ { } , [ ] , \"\" ] ", "[{},[],\"\"]"),
        ("literals", "[ null , true , false ]", "[null,true,false]"),
        ("escapes that stay", "\"\\b\\t\\n\\f\\r\\u0000\\u001f\\\"\\\\\"", "\"\\b\\t\\n\\f\\r\\u0000\\u001f\\\"\\\\\""),
        ("escapes that go", "\"\\/\\u0041\\u007f\\u00e9\\u2028\\ud83d\\ude00\"", "\"/A\u007fé\u2028😀\""),
        ("capital hex becomes small", "\"\\u001F\"", "\"\\u001f\""),
        ("a tab as escape by number", "\"\\u0009\"", "\"\\t\""),
        ("members by unit: surrogates before the private area", """{"\uffff":1,"\ud83d\ude00":2,"\ue000":3,"a":4}""", "{\"a\":4,\"😀\":2,\"\ue000\":3,\"\uffff\":1}"),
        ("a name that begins another", """{"ab":1,"a":2,"":3,"b":4}""", """{"":3,"a":2,"ab":1,"b":4}"""),
        ("names compare unescaped", """{"\u0062":1,"a":2}""", """{"a":2,"b":1}"""),
        ("objects at every depth", """{"b":[{"d":1,"c":{"f":1,"e":2}}],"a":null}""", """{"a":null,"b":[{"c":{"e":2,"f":1},"d":1}]}"""),
        ("arrays keep their order", "[3,1,2]", "[3,1,2]"),
        ("the empty canvas", """{"root_atom_ids":[],"meta":{},"atoms":{}}""", """{"atoms":{},"meta":{},"root_atom_ids":[]}"""),
    ];
}
