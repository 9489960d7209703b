using CsCheck;

namespace Lateen.Net.Tests;

public sealed class TimerWheelTests
{
    const long Tick = TimerWheel.NanosecondsPerTick;

    [Fact]
    public void Random_timers_fire_at_their_tick_in_order_of_arming()
    {
        var delay = Gen.OneOf(Gen.Long[0, 200], Gen.Long[0, 5000], Gen.Long[0, 300_000], Gen.Long[0, 100_000_000]);
        Gen.Select(delay.Array[1, 40], Gen.Long[1, 70_000].Array[1, 20]).Sample((delays, steps) =>
        {
            var now = 12345L;
            var wheel = new TimerWheel(now);
            var fired = new List<(long Tick, int Order)>();
            var expected = new List<(long Tick, int Order)>();
            var current = 0L;
            for (var i = 0; i < delays.Length; i++)
            {
                var order = i;
                var due = Math.Max(current + 1, current + delays[i]);
                wheel.Schedule(new LoopTimer(() => fired.Add((due, order))), now + ((current + delays[i]) * Tick));
                expected.Add((due, order));
                var step = steps[i % steps.Length];
                current += step;
                wheel.Advance(now + (current * Tick), static _ => false);
                Assert.All(fired, f => Assert.True(f.Tick <= current));
            }

            while (wheel.NextWake != long.MaxValue)
                wheel.Advance(wheel.NextWake, static _ => false);
            Assert.Equal(0, wheel.Count);
            Assert.Equal(expected.OrderBy(e => e.Order), fired.OrderBy(f => f.Order));
            return true;
        });
    }

    [Fact]
    public void The_next_wake_is_never_after_the_first_deadline()
    {
        Gen.Long[1, 10_000_000].Array[1, 30].Sample(delays =>
        {
            var wheel = new TimerWheel(0);
            foreach (var delay in delays)
                wheel.Schedule(new LoopTimer(static () => { }), delay * Tick);
            return wheel.NextWake <= delays.Min() * Tick && wheel.NextWake > 0;
        });
    }

    [Fact]
    public void Arming_and_disarming_allocate_nothing()
    {
        var wheel = new TimerWheel(0);
        var timer = new LoopTimer(static () => { });
        wheel.Schedule(timer, Tick);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 10_000; i++)
        {
            wheel.Schedule(timer, i * 37 * Tick);
            if (i % 3 == 0)
                wheel.Cancel(timer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
