using System.Text;
using CsCheck;
using Lateen.Net.Http;
using Lateen.Net.Http2.Hpack;

namespace Lateen.Net.Tests.Http2;

/// <summary>HPACK by the examples of RFC 7541 appendix C, by what must be refused, and by round trips.</summary>
public sealed class HpackTests
{
    static readonly string[] Requests =
    [
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com",
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache",
        ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value",
    ];

    static readonly string[] Responses =
    [
        ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
        ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
        ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com|content-encoding: gzip"
            + "|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ];

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header")]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path")]
    [InlineData("100870617373776f726406736563726574", "password: secret")]
    [InlineData("82", ":method: GET")]
    public void Representations_of_section_C2_are_decoded(string block, string expected) =>
        Assert.Equal(expected, Decode(new HpackDecoder(4096, new HpackScratch()), Convert.FromHexString(block)));

    [Fact]
    public void Requests_without_Huffman_of_section_C3_are_decoded() => CheckSequence(
        4096,
        Requests,
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565");

    [Fact]
    public void Requests_with_Huffman_of_section_C4_are_decoded() => CheckSequence(
        4096,
        Requests,
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf");

    [Fact]
    public void Responses_with_a_table_of_256_bytes_of_section_C5_are_decoded() => CheckSequence(
        256,
        Responses,
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
        "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b"
            + "206d61782d6167653d333630303b2076657273696f6e3d31");

    [Fact]
    public void Responses_with_Huffman_of_section_C6_are_decoded() => CheckSequence(
        256,
        Responses,
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007");

    [Theory]
    [InlineData("80", HpackError.UnknownIndex)]
    [InlineData("be", HpackError.UnknownIndex)]
    [InlineData("7f00", HpackError.UnknownIndex)]
    [InlineData("ff", HpackError.Truncated)]
    [InlineData("ffffffffffffff", HpackError.IntegerTooLarge)]
    [InlineData("ff80808080808000", HpackError.IntegerTooLarge)]
    [InlineData("4003", HpackError.Truncated)]
    [InlineData("4001610562", HpackError.Truncated)]
    [InlineData("3fe21f", HpackError.InvalidTableSize)]
    [InlineData("8220", HpackError.InvalidTableSize)]
    [InlineData("0481ff", HpackError.InvalidHuffman)]
    [InlineData("04821fff", HpackError.InvalidHuffman)]
    [InlineData("048118", HpackError.InvalidHuffman)]
    [InlineData("0484ffffffff", HpackError.InvalidHuffman)]
    public void A_broken_block_is_refused(string block, HpackError expected)
    {
        var reader = new HpackDecoder(4096, new HpackScratch()).Read(Convert.FromHexString(block));
        while (reader.Next(out _))
        {
        }

        Assert.Equal(expected, reader.Error);
    }

    [Fact]
    public void A_field_larger_than_the_table_empties_it()
    {
        var decoder = new HpackDecoder(64, new HpackScratch());
        Decode(decoder, Convert.FromHexString("4001610162"));
        Assert.Equal(1, decoder.Table.Count);
        Decode(decoder, [0x40, 1, (byte)'c', 40, .. Enumerable.Repeat((byte)'d', 40)]);
        Assert.Equal(0, decoder.Table.Count);
    }

    [Fact]
    public void A_name_of_an_evicted_entry_may_be_used_again()
    {
        var decoder = new HpackDecoder(80, new HpackScratch());
        Assert.Equal("custom-key: custom-header", Decode(decoder, Convert.FromHexString("400a637573746f6d2d6b65790d637573746f6d2d686561646572")));
        // The new field has the name of the only entry, and pushes that out.
        Assert.Equal("custom-key: other", Decode(decoder, [0x7e, 5, .. "other"u8]));
        Assert.Equal("custom-key: other", Decode(decoder, [0xbe]));
        Assert.Equal(1, decoder.Table.Count);
    }

    [Fact]
    public void What_is_encoded_is_decoded_to_the_same()
    {
        string[] names = ["x-a", "x-b", "content-type", "cookie", "authorization", "x-request-id", "user-agent", "x-long-name-of-a-header"];
        uint[] sizes = [0, 100, 1000, 4096, 65536];
        var name = Gen.Int[0, names.Length - 1].Select(i => names[i]);
        var field = Gen.Select(name, Gen.String[Gen.Char[' ', '~'], 0, 300]);
        Gen.Select(field.Array[0, 20].Array[1, 8], Gen.Int[0, sizes.Length - 1].Select(i => sizes[i])).Sample((blocks, tableSize) =>
        {
            var encoder = new HpackEncoder();
            var decoder = new HpackDecoder(65536, new HpackScratch());
            encoder.SetPeerTableSize(tableSize);
            foreach (var fields in blocks)
                Assert.Equal(string.Join('|', fields.Select(f => $"{f.Item1}: {f.Item2}")), Decode(decoder, Encode(encoder, fields)));
        });
    }

    [Fact]
    public void Any_bytes_are_decoded_or_refused()
    {
        Gen.Byte.Array[0, 100].Array[1, 5].Sample(blocks =>
        {
            var decoder = new HpackDecoder(256, new HpackScratch());
            foreach (var block in blocks)
            {
                var reader = decoder.Read(block);
                while (reader.Next(out var field))
                    Assert.InRange(field.Size, 32, 32 + 4096);
                Assert.InRange(decoder.Table.Count, 0, 8);
            }
        });
    }

    [Fact]
    public void A_field_that_comes_again_costs_one_byte()
    {
        var encoder = new HpackEncoder();
        (string, string)[] fields = [("user-agent", "curl/8"), ("x-custom", "value"), ("x-envoy-peer-metadata", new string('m', 500))];
        Encode(encoder, fields);
        Assert.Equal(3, Encode(encoder, fields).Length);
    }

    [Fact]
    public void A_name_whose_values_vary_does_not_push_others_out()
    {
        var encoder = new HpackEncoder();
        Encode(encoder, [("user-agent", "curl/8")]);
        for (var i = 0; i < 1000; i++)
            Encode(encoder, [("x-varying", $"value number {i}")]);
        Assert.Single(Encode(encoder, [("user-agent", "curl/8")]));
    }

    [Fact]
    public void Secrets_are_marked_as_never_indexed()
    {
        var encoder = new HpackEncoder();
        (string, string)[] secret = [("authorization", "Bearer x")];
        Assert.Equal(0x10, Encode(encoder, secret)[0] & 0xF0);
        Assert.Equal(Encode(encoder, secret), Encode(encoder, secret));
    }

    static void CheckSequence(int tableSize, string[] expected, params string[] blocks)
    {
        var decoder = new HpackDecoder(tableSize, new HpackScratch());
        for (var i = 0; i < blocks.Length; i++)
            Assert.Equal(expected[i], Decode(decoder, Convert.FromHexString(blocks[i])));
    }

    static string Decode(HpackDecoder decoder, byte[] block)
    {
        var fields = new List<string>();
        var reader = decoder.Read(block);
        while (reader.Next(out var field))
            fields.Add($"{Encoding.Latin1.GetString(field.Name)}: {Encoding.Latin1.GetString(field.Value)}");
        Assert.Equal(HpackError.None, reader.Error);
        return string.Join('|', fields);
    }

    static byte[] Encode(HpackEncoder encoder, (string Name, string Value)[] fields)
    {
        var table = new HeaderTable();
        foreach (var (name, value) in fields)
            table.Append(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value));
        var target = new byte[64 * 1024];
        var at = encoder.Begin(target);
        for (var i = 0; i < table.Capacity; i++)
            at = encoder.Write(target, at, table.IdAt(i), table.HashAt(i), table.NameAt(i), table.ValueAt(i));
        return target[..at];
    }
}
