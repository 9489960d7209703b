using CsCheck;

namespace Lateen.Net.Tests;

public sealed class SlabChainTests
{
    [Fact]
    public void Appending_and_consuming_in_any_pieces_keeps_the_bytes()
    {
        Gen.Select(Gen.Int[0, 40_000].Array[1, 12], Gen.Int[0, 50_000].Array[1, 12], Gen.Int).Sample((appends, consumes, seed) =>
        {
            using var pool = new SlabPool();
            var chain = new SlabChain(pool);
            var random = new Random(seed);
            var model = new List<byte>();
            for (var i = 0; i < appends.Length; i++)
            {
                var bytes = new byte[appends[i]];
                random.NextBytes(bytes);
                chain.Append(bytes);
                model.AddRange(bytes);
                var count = Math.Min(consumes[i % consumes.Length], model.Count);
                chain.Consume(count);
                model.RemoveRange(0, count);
                if (!chain.ToArray().AsSpan().SequenceEqual(model.ToArray()) || chain.Length != model.Count)
                    return false;
            }

            chain.Clear();
            return pool.RentedBytes == 0;
        });
    }

    [Fact]
    public void Moving_a_chain_behind_another_copies_nothing()
    {
        using var pool = new SlabPool();
        var first = new SlabChain(pool);
        var second = new SlabChain(pool);
        first.Append("abc"u8);
        second.Append("def"u8);
        var rented = pool.RentedBytes;
        first.Append(second);
        Assert.Equal("abcdef"u8.ToArray(), first.ToArray());
        Assert.True(second.IsEmpty);
        Assert.Equal(rented, pool.RentedBytes);
        first.Clear();
        Assert.Equal(0, pool.RentedBytes);
    }

    [Fact]
    public void More_than_was_given_cannot_be_committed()
    {
        using var pool = new SlabPool();
        var chain = new SlabChain(pool);
        var room = chain.GetSpan(10).Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Consume(1));
        chain.Clear();
    }

    [Fact]
    public void The_pool_keeps_no_more_than_its_bound()
    {
        using var pool = new SlabPool(cachedBytesPerSize: 64 * 1024);
        var chain = new SlabChain(pool);
        chain.Append(new byte[4 * 1024 * 1024]);
        chain.Clear();
        Assert.True(pool.CachedBytes <= 3 * 64 * 1024);
        Assert.Equal(0, pool.RentedBytes);
    }
}
