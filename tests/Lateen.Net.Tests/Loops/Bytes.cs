namespace Lateen.Net.Tests.Loops;

static class Bytes
{
    /// <summary>A pattern in which any lost, doubled or moved byte shows.</summary>
    public static byte[] Pattern(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Of(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
