using System.Collections.Concurrent;
using System.Collections.Immutable;
using CsCheck;

namespace Lateen.Graph.Tests;

/// <summary>
/// Random graphs under random edits: what the graph holds equals what a fresh graph computes, and no function runs again
/// unless something that it read has another value.
/// </summary>
public sealed class IncrementalEqualsFromScratchTests
{
    const int Keys = 8;
    const int Deriveds = 12;

    static readonly Gen<int[]> Program = Gen.Int[0, 99].Array[6];
    static readonly Gen<(int Key, int Value)[]> Edit = Gen.Select(Gen.Int[0, Keys - 1], Gen.Int[-1, 5]).Array[1, 4];
    static readonly Gen<(int[][] Programs, (int, int)[][] Edits)> Case = Gen.Select(Program.Array[Deriveds], Edit.Array[1, 12]);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Incremental_equals_from_scratch(int parallelism) => Case.Sample(test =>
    {
        var incremental = new Model(test.Programs, parallelism, checkRuns: true);
        var inputs = new Dictionary<int, int>();
        foreach (var edit in test.Edits)
        {
            incremental.Apply(edit);
            foreach (var (key, value) in edit)
                if (value < 0)
                    inputs.Remove(key);
                else
                    inputs[key] = value;
            var scratch = new Model(test.Programs, 1, checkRuns: false);
            scratch.Apply([.. inputs.Select(e => (e.Key, e.Value))]);
            if (incremental.Describe() != scratch.Describe())
                throw new InvalidOperationException($"incremental {incremental.Describe()}\nscratch     {scratch.Describe()}");
        }

        incremental.DisposeAndCheckNothingIsLeft();
        return incremental.NeedlessRuns.IsEmpty ? true : throw new InvalidOperationException(string.Join("\n", incremental.NeedlessRuns));
    }, iter: 400, threads: 1);

    /// <summary>A graph whose functions are small random programs over inputs, operators, indexes and each other.</summary>
    sealed class Model
    {
        readonly Graph graph;
        readonly InputCollection<int, int> inputs;
        readonly Derived<int, int> derived;
        readonly Collection<int, int> mapped;
        readonly Collection<int, int> spread;
        readonly Collection<int, int> united;
        readonly Index<int, int, int> byParity;
        readonly List<Observer<int>> observers = [];
        readonly CollectionObserver<int, int> unitedObserver;
        readonly ConcurrentDictionary<string, string> lastReads = new();
        readonly int[][] programs;
        readonly bool checkRuns;
        ImmutableDictionary<int, int> fromChanges;

        internal Model(int[][] programs, int parallelism, bool checkRuns)
        {
            (this.programs, this.checkRuns) = (programs, checkRuns);
            graph = new Graph(parallelism);
            inputs = graph.Input<int, int>("inputs");
            derived = graph.Derive<int, int>("derived", Run);
            mapped = inputs.Choose<int>("mapped", (reader, key, value) =>
            {
                var other = reader.Find(inputs, (key + 1) % Keys);
                Note($"mapped{key}", [$"{value}", $"{other.ValueOr(-1)}"]);
                return value % 3 == 0 ? Optional<int>.None : value + other.ValueOr(0);
            });
            spread = mapped.FlatMap("spread", (_, key, value) => Enumerable.Range(value, 2).Select(k => KeyValuePair.Create(k, key)));
            united = spread.Union("united", inputs);
            byParity = united.IndexBy("by parity", (_, value) => value % 2);
            unitedObserver = graph.Observe(united);
            fromChanges = unitedObserver.Entries;
            for (var i = 0; i < Deriveds; i += 3)
                observers.Add(graph.Observe(derived, i));
        }

        internal ConcurrentBag<string> NeedlessRuns { get; } = [];

        internal void Apply(IEnumerable<(int Key, int Value)> edit)
        {
            graph.Commit(batch =>
            {
                foreach (var (key, value) in edit)
                    if (value < 0)
                        batch.Remove(inputs, key);
                    else
                        batch.Set(inputs, key, value);
            });
            foreach (var change in unitedObserver.TakeChanges())
                fromChanges = change.New.HasValue ? fromChanges.SetItem(change.Key, change.New.Value) : fromChanges.Remove(change.Key);
            Assert.Equal(unitedObserver.Entries.OrderBy(e => e.Key), fromChanges.OrderBy(e => e.Key));
        }

        internal string Describe() =>
            string.Join(",", observers.Select(o => o.Value)) + " / " + string.Join(",", unitedObserver.Entries.OrderBy(e => e.Key).Select(e => $"{e.Key}:{e.Value}"));

        internal void DisposeAndCheckNothingIsLeft()
        {
            observers.ForEach(o => o.Dispose());
            unitedObserver.Dispose();
            Assert.Equal((0, 0), (graph.Counters.Nodes, graph.Counters.Edges));
        }

        int Run(IGraphReader reader, int key)
        {
            var reads = new List<string>();
            var sum = key;
            foreach (var step in programs[key])
            {
                sum += Step(reader, key, step, sum, reads) * (step % 7 + 1);
                sum %= 1000;
            }

            Note($"derived{key}", reads);
            return sum / 3;
        }

        int Step(IGraphReader reader, int key, int step, int sum, List<string> reads) => (step % 6) switch
        {
            0 => Noted(reads, reader.Find(inputs, step % Keys).ValueOr(-1)),
            1 => Noted(reads, reader.Find(mapped, step % Keys).ValueOr(-1)),
            2 => Noted(reads, reader.Lookup(byParity, step % 2)),
            // Which derived value is read depends on what was read before: edges come and go.
            3 when key > 0 => Noted(reads, reader.Get(derived, (Math.Abs(sum) + step) % key)),
            4 when key > 0 && sum % 2 == 0 => Noted(reads, reader.Get(derived, key - 1)),
            5 when step % 4 == 0 => Noted(reads, reader.All(spread)),
            _ => 0,
        };

        static int Noted(List<string> reads, int value)
        {
            reads.Add($"{value}");
            return value;
        }

        // The entries themselves are noted: two collections may have one hash.
        static int Noted(List<string> reads, ImmutableDictionary<int, int> entries)
        {
            var sorted = entries.OrderBy(e => e.Key).ToArray();
            reads.Add(string.Join(' ', sorted.Select(e => $"{e.Key}:{e.Value}")));
            return sorted.Aggregate(17, (hash, e) => (hash * 31 + e.Key * 7 + e.Value) % 10007);
        }

        void Note(string node, IEnumerable<string> reads)
        {
            if (!checkRuns)
                return;
            // A dropped node may be computed afresh with the same reads; only those that are always alive are held to this.
            var text = string.Join(",", reads);
            if (lastReads.TryGetValue(node, out var last) && last == text && IsAlwaysAlive(node))
                NeedlessRuns.Add($"{node} ran again although it read the same: {text}");
            lastReads[node] = text;
        }

        static bool IsAlwaysAlive(string node) =>
            node.StartsWith("derived", StringComparison.Ordinal) && int.Parse(node["derived".Length..]) % 3 == 0;
    }
}
