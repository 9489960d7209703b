using System.Text;
using Lateen.Core.Hashing;

namespace Lateen.Core.Tests.Hashing;

public sealed class HashTests
{
    /// <summary>From the reference implementation, one for each length class: nothing, the last bytes, a word, stripes with a rest.</summary>
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x0B242D361FDA71BC)]
    public void XxHash64_is_the_reference_implementations(string text, ulong expected) => Assert.Equal(expected, XxHash64.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void XxHash64_depends_on_its_seed() => Assert.NotEqual(XxHash64.Of("host"u8), XxHash64.Of("host"u8, 1));

    /// <summary>Printed by a C++ program: std::hash of GNU's library.</summary>
    [Theory]
    [InlineData("", 0x553e93901e462a6e)]
    [InlineData("a", 0x454ddee488c1ed6b)]
    [InlineData("12345678", 0x8c5b90a33a04dca5)]
    [InlineData("10.0.0.1:80_17", 0x3d938892823c2ba7)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0xdccbf2541704bc75)]
    public void MurmurHash2_is_gnus_string_hash(string text, ulong expected) => Assert.Equal(expected, MurmurHash2.Of(Encoding.ASCII.GetBytes(text)));
}
