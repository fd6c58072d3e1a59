using System.Collections.Frozen;

namespace Easel.Server.Auth.Accounts;

/// <summary>
/// Passwords that are tried first: a word or two that everybody takes, with digits and signs around them, and rows of
/// keys or characters. One rule for a word refuses all its spellings, so the list can be short.
/// </summary>
internal static class CommonPasswords
{
    private const int WordsMax = 3;

    // The share of neighbours that make a row of characters, such as 123456789012 or aaaabbbbcccc.
    private const double RowShare = 0.75;

    private const int PeriodMax = 4;

    private static readonly FrozenSet<string> Words = """
        a abc abcd abcdef access account adidas admin administrator again alexander always amanda america andrea
        andrew angel angels anthony apple april arsenal asdf asdfgh asdfghjkl ashley august austin baby babygirl
        bailey banana barcelona baseball basketball batman beautiful best blink blue bonjour boston brandon buster
        butterfly button canada carlos change changeme charlie cheese chelsea chicken chocolate christ computer cookie
        correct cowboys crystal dallas daniel david december default demo diamond dolphin dragon eagle easel easy
        eminem enter family february ferrari flower football forever forget freedom friday friend friends fuck fuckyou
        game garfield george ginger god golf google green guest hannah happy harley harry hello help hockey holiday
        home horse hotmail hunter i iloveyou in internet is it iverson jackson january jasmine jennifer jessica jesus
        jordan joseph joshua july june justin killer king lakers let letmein linux liverpool login london love lovely
        loveme lover maggie make manager march marina market martin master matrix matthew maverick me melissa mercedes
        merlin michael michelle microsoft mike miller monday money monkey monster morgan mother mustang my myspace
        naruto nathan new newyork nicole nothing november number october office oliver orange our pa pass passw passwd
        password peanut pepper person phoenix pokemon portal prince princess private purple qaz qazwsx qazwsxedc qwer
        qwert qwerty qwertyuiop qwertz rabbit rachel rainbow ranger robert root samantha samsung saturday scooter
        secret secure security september server service shadow silver simple skate slipknot smokey snoopy soccer
        sophie spider spring staple start startrek starwars steelers stella summer sunday sunshine super superman
        support sweet system taylor temp temporary test tester testing thanks the thomas thunder thursday tiger tigger
        time today trustno tuesday tweety unknown us user vanessa victoria wednesday welcome whatever william winner
        winter wizard work world wsx xbox yankees yellow you your zaq zxcvbn zxcvbnm
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string password)
    {
        var text = password.ToLowerInvariant();
        return IsRow(text) || IsRepeated(text) || IsWords(Letters(text)) || IsWords(Letters(Plain(text)));
    }

    private static bool IsRow(string text)
    {
        var steps = text.Skip(1).Zip(text, (next, one) => next - one).Count(step => step is >= -1 and <= 1 or 9 or -9);
        return steps >= RowShare * (text.Length - 1);
    }

    private static bool IsRepeated(string text) => Enumerable.Range(1, PeriodMax)
        .Any(period => Enumerable.Range(period, text.Length - period).All(at => text[at] == text[at - period]));

    private static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetterLower));

    /// <summary>Without the digits and signs at the end; those inside are the letters that they stand for.</summary>
    private static string Plain(string text) => string.Concat(
        text.AsSpan().TrimEnd("0123456789!?.,;:-_+*#$%&/()=@").ToString().Select(character => character switch
        {
            '0' => 'o',
            '1' or '!' => 'i',
            '3' => 'e',
            '4' or '@' => 'a',
            '5' or '$' => 's',
            '7' => 't',
            _ => character,
        }));

    /// <summary>Whether some words, one after the other, are all of it. Digits alone are none.</summary>
    private static bool IsWords(string letters)
    {
        HashSet<int> ends = [0];
        for (var count = 0; count < WordsMax && letters.Length > 0; count++)
        {
            ends = [.. ends.SelectMany(start => Enumerable.Range(start + 1, letters.Length - start)
                .Where(end => Words.Contains(letters[start..end])))];
            if (ends.Contains(letters.Length)) return true;
        }

        return false;
    }
}
