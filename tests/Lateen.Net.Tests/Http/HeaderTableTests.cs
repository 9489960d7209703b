using System.Text;
using Lateen.Net.Http;

namespace Lateen.Net.Tests.Http;

public sealed class HeaderTableTests
{
    [Fact]
    public void Every_known_header_is_found_by_its_name()
    {
        foreach (var id in Enum.GetValues<HeaderId>().Where(id => id != HeaderId.None))
            Assert.Equal(id, HeaderName.Of(id).Id);
        Assert.True(Enum.GetValues<HeaderId>().Length <= 128, "HeaderTable remembers what it holds in 128 bits");
    }

    [Fact]
    public void Host_and_authority_are_one_name()
    {
        Assert.Equal(HeaderName.Of(":authority"), HeaderName.Of("Host"));
        var table = new HeaderTable();
        table.Append("host"u8, "a"u8);
        Assert.Equal("a", Text(table.Get(HeaderId.Authority)));
        Assert.Equal("host: a\r\n", table.ToString());
    }

    [Fact]
    public void Fields_are_written_in_order_and_edits_keep_their_place()
    {
        var table = Sample();
        table.Set(HeaderId.UserAgent, "other"u8);
        Assert.Equal("host: a\r\nuser-agent: other\r\nx-a: 1\r\nx-a: 2\r\naccept: */*\r\n", table.ToString());
        table.Remove("x-a"u8);
        table.Append("x-b"u8, "3"u8);
        Assert.Equal("host: a\r\nuser-agent: other\r\naccept: */*\r\nx-b: 3\r\n", table.ToString());
        Assert.Equal(4, table.Count);
    }

    [Fact]
    public void Set_removes_the_other_fields_of_the_name()
    {
        var table = Sample();
        table.Set(HeaderName.Of("x-a"), "9"u8);
        Assert.Equal("host: a\r\nuser-agent: curl\r\nx-a: 9\r\naccept: */*\r\n", table.ToString());
    }

    [Fact]
    public void Values_of_a_name_are_given_one_by_one()
    {
        var values = new List<string>();
        foreach (var value in Sample().ValuesOf(HeaderName.Of("X-A")))
            values.Add(Text(value));
        Assert.Equal(["1", "2"], values);
    }

    [Fact]
    public void AppendToList_joins_with_the_separator()
    {
        var table = Sample();
        table.AppendToList(HeaderId.XForwardedFor, "1.1.1.1"u8, ","u8);
        table.AppendToList(HeaderId.XForwardedFor, "2.2.2.2"u8, ","u8);
        Assert.Equal("1.1.1.1,2.2.2.2", Text(table.Get(HeaderId.XForwardedFor)));
    }

    [Fact]
    public void A_removed_known_header_can_come_back()
    {
        var table = Sample();
        Assert.True(table.Remove(HeaderId.UserAgent));
        Assert.False(table.Contains(HeaderId.UserAgent));
        table.Set(HeaderId.UserAgent, "new"u8);
        Assert.Equal("new", Text(table.Get(HeaderId.UserAgent)));
    }

    [Fact]
    public void A_copy_writes_the_same_lines()
    {
        var table = Sample();
        table.Remove(HeaderId.Accept);
        table.Set(HeaderId.UserAgent, "x"u8);
        var copy = new HeaderTable();
        copy.CopyFrom(table);
        Assert.Equal(table.ToString(), copy.ToString());
    }

    [Fact]
    public void Nothing_is_allocated_once_the_table_has_grown()
    {
        var table = Sample();
        var target = new byte[1024];
        Rewrite(table, target);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Rewrite(table, target);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static void Rewrite(HeaderTable table, byte[] target)
    {
        table.Clear();
        table.Append("user-agent"u8, "curl"u8);
        table.Append(HeaderId.XForwardedFor, "1.1.1.1"u8);
        table.AppendToList(HeaderId.XForwardedFor, "2.2.2.2"u8, ","u8);
        table.Set(HeaderId.UserAgent, "other"u8);
        table.WriteLines(target);
    }

    static HeaderTable Sample()
    {
        var table = new HeaderTable();
        table.Append("host"u8, "a"u8);
        table.Append("user-agent"u8, "curl"u8);
        table.Append("x-a"u8, "1"u8);
        table.Append("x-a"u8, "2"u8);
        table.Append("accept"u8, "*/*"u8);
        return table;
    }

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
