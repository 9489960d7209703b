using System.Globalization;
using System.Text;

namespace Lateen.Core.Re2;

/// <summary>Which code points are each other's case.</summary>
static class CaseFolding
{
    static readonly Lazy<(int, int)[]> AllPairs = new(Make);

    /// <summary>Every (code point, another case of it), in both directions.</summary>
    internal static (int CodePoint, int Other)[] Pairs => AllPairs.Value;

    static (int, int)[] Make()
    {
        // Three to a letter: the Kelvin sign folds with k and K, the long s with s and S, the Angstrom sign with a-ring.
        var pairs = new List<(int, int)>
        {
            ('k', 0x212A), ('K', 0x212A), (0x212A, 'k'), (0x212A, 'K'), ('s', 0x17F), ('S', 0x17F), (0x17F, 's'), (0x17F, 'S'),
            (0xE5, 0x212B), (0xC5, 0x212B), (0x212B, 0xE5), (0x212B, 0xC5),
        };
        for (var codePoint = 0; codePoint <= 0x1E943; codePoint++)
        {
            if (!Rune.IsValid(codePoint))
                continue;
            var rune = new Rune(codePoint);
            if (CharUnicodeInfo.GetUnicodeCategory(codePoint) is not (UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter))
                continue;
            var upper = Rune.ToUpperInvariant(rune).Value;
            if (upper != codePoint)
                pairs.AddRange([(codePoint, upper), (upper, codePoint)]);
        }

        return [.. pairs];
    }
}
