namespace Lateen.Core.Re2;

/// <summary>
/// Bytes as characters for .NET's automaton. Bytes above 0x7F become private-use characters, which .NET takes for no letter, digit or
/// word character, so that <c>\b</c> is ASCII as in RE2.
/// </summary>
static class ByteText
{
    const int PrivateUse = 0xE000;

    internal static char ToChar(int value) => (char)(value < 0x80 ? value : PrivateUse + value);

    internal static ReadOnlySpan<char> ToChars(ReadOnlySpan<byte> bytes, Span<char> buffer)
    {
        for (var i = 0; i < bytes.Length; i++)
            buffer[i] = ToChar(bytes[i]);
        return buffer[..bytes.Length];
    }

    internal static byte[] ToBytes(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)text[i];
        return bytes;
    }
}
