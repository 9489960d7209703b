using Lateen.Proxy.Runtime;

namespace Lateen.Proxy.Tests.Runtime;

public sealed class HeapSettlingTests
{
    readonly HeapSettling settling;
    long allocated;
    int compactions;

    public HeapSettlingTests() => settling = new HeapSettling(() => allocated, () => compactions++);

    [Fact]
    public void Waste_of_a_push_is_given_back_once_it_is_calm()
    {
        Second(HeapSettling.WorthwhileBytes);
        Seconds(HeapSettling.CalmSeconds - 1);
        Assert.Equal(0, compactions);
        Second(0);
        Assert.Equal(1, compactions);
    }

    [Fact]
    public void Nothing_happens_while_configuration_keeps_coming()
    {
        for (var i = 0; i < 200; i++)
            Second(HeapSettling.CalmBytes + 1);
        Assert.Equal(0, compactions);
    }

    [Fact]
    public void A_little_growth_is_not_worth_a_pause()
    {
        Second(HeapSettling.WorthwhileBytes - 1);
        Seconds(200);
        Assert.Equal(0, compactions);
    }

    [Fact]
    public void Scrapes_add_up()
    {
        var scrapes = (HeapSettling.WorthwhileBytes / HeapSettling.CalmBytes) + 1;
        for (var i = 0; i < scrapes; i++)
            Second(HeapSettling.CalmBytes);
        Assert.Equal(1, compactions);
    }

    [Fact]
    public void Pauses_keep_their_distance()
    {
        for (var i = 0; i < HeapSettling.SecondsApart; i++)
        {
            Second(HeapSettling.WorthwhileBytes);
            Seconds(HeapSettling.CalmSeconds);
        }

        var elapsed = HeapSettling.SecondsApart * (HeapSettling.CalmSeconds + 1);
        Assert.InRange(compactions, 2, 1 + (elapsed / HeapSettling.SecondsApart));
    }

    void Seconds(int count)
    {
        for (var i = 0; i < count; i++)
            Second(0);
    }

    void Second(long bytes)
    {
        allocated += bytes;
        settling.OnSecond();
    }
}
