using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Testing;

namespace Lateen.Config.Tests;

public sealed class FileConfigStoreTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly ManualTime time = new();
    readonly List<ConfigBatch> batches = [];

    public void Dispose() => folder.Dispose();

    FileConfigStore Open()
    {
        var store = FileConfigStore.Read(new FileConfigOptions { Paths = [folder.Path], Time = time });
        store.Subscribe(batches.Add);
        return store;
    }

    static string Namespaces(params string[] names) => string.Join("\n---\n", names.Select(name => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}"));

    static string Service(string name, int port) => $"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{ports: [{{port: {port}}}]}}\n";

    string[] LastChanges() => [.. batches[^1].Changes.Select(change => $"{(change.Old is null ? "+" : change.New is null ? "-" : "~")}{change.Ref}")];

    [Fact]
    public void The_first_batch_is_everything()
    {
        folder.Write("a.yaml", Namespaces("one"));
        folder.Write("deep/b.json", """{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "two"}}""");
        folder.Write("notes.txt", "not read");
        folder.Write(".hidden.yaml", "[");
        using var store = Open();
        Assert.Equal(["+Namespace one", "+Namespace two"], LastChanges());
        Assert.Empty(store.Current.Diagnostics);
    }

    [Fact]
    public void A_change_is_one_batch_of_what_changed()
    {
        folder.Write("a.yaml", Service("a", 1) + "---\n" + Service("b", 1));
        using var store = Open();
        folder.Write("a.yaml", Service("a", 1) + "---\n" + Service("b", 2) + "---\n" + Service("c", 1));
        store.Refresh();
        Assert.Equal(["~Service default/b", "+Service default/c"], LastChanges());
        folder.Delete("a.yaml");
        store.Refresh();
        Assert.Equal(["-Service default/a", "-Service default/b", "-Service default/c"], LastChanges());
        store.Refresh();
        Assert.Equal(3, batches.Count);
    }

    [Fact]
    public void Moved_lines_change_no_object_but_are_known()
    {
        folder.Write("a.yaml", Service("a", 1));
        using var store = Open();
        var before = store.Current.Find(Kinds.Service, "default", "a");
        folder.Write("a.yaml", "# a comment\n\n" + Service("a", 1));
        store.Refresh();
        Assert.Empty(batches[^1].Changes);
        Assert.Same(before, store.Current.Find(Kinds.Service, "default", "a"));
        Assert.Equal(6, store.Current.Sources.Locate(before!.Ref, "spec.ports[0].port")!.Value.Line);
    }

    [Fact]
    public void A_bad_object_keeps_its_last_good_meaning_and_the_others_change()
    {
        folder.Write("a.yaml", Service("a", 1) + "---\n" + Service("b", 1));
        using var store = Open();
        folder.Write("a.yaml", Service("a", 2) + "---\n" + Service("b", 2).Replace("port:", "prot:"));
        store.Refresh();
        Assert.Equal(["~Service default/a"], LastChanges());
        Assert.NotNull(store.Current.Find(Kinds.Service, "default", "b"));
        var diagnostic = Assert.Single(store.Current.Diagnostics);
        Assert.Equal((DiagnosticCode.UnknownField, 9), (diagnostic.Code, diagnostic.Location!.Value.Line));
        folder.Write("a.yaml", Service("a", 2));
        store.Refresh();
        Assert.Equal(["-Service default/b"], LastChanges());
    }

    [Fact]
    public void A_file_that_is_no_yaml_keeps_all_it_had()
    {
        folder.Write("a.yaml", Service("a", 1));
        using var store = Open();
        folder.Write("a.yaml", "apiVersion: v1\nkind: [");
        store.Refresh();
        Assert.Empty(batches[^1].Changes);
        Assert.Equal(DiagnosticCode.NotYaml, Assert.Single(store.Current.Diagnostics).Code);
        folder.Write("a.yaml", Service("a", 1));
        store.Refresh();
        Assert.Empty(batches[^1].Changes);
        Assert.Empty(store.Current.Diagnostics);
    }

    [Fact]
    public void A_kept_object_gives_way_to_the_same_object_in_another_file()
    {
        folder.Write("a.yaml", Service("a", 1));
        using var store = Open();
        folder.Write("a.yaml", "[");
        folder.Write("b.yaml", Service("a", 2));
        store.Refresh();
        Assert.Equal(["~Service default/a"], LastChanges());
        Assert.Equal(DiagnosticCode.NotYaml, Assert.Single(store.Current.Diagnostics).Code);
    }

    [Fact]
    public void An_object_in_two_files_is_reported_with_both()
    {
        folder.Write("a.yaml", Service("a", 1));
        folder.Write("b.yaml", Service("a", 2));
        using var store = Open();
        var diagnostic = Assert.Single(store.Current.Diagnostics);
        Assert.Equal(DiagnosticCode.DefinedTwice, diagnostic.Code);
        Assert.Contains(Path.Combine(folder.Path, "a.yaml"), diagnostic.Message);
        Assert.Equal(Path.Combine(folder.Path, "b.yaml"), diagnostic.Location!.Value.File);
        Assert.Equal(1, store.Current.Find(Kinds.Service, "default", "a")!.As<k8s.Models.V1Service>().Spec.Ports[0].Port);
    }

    [Fact]
    public void An_emptied_file_is_believed_at_the_second_look()
    {
        folder.Write("a.yaml", Service("a", 1));
        using var store = Open();
        folder.Write("a.yaml", "");
        store.Refresh();
        Assert.NotNull(store.Current.Find(Kinds.Service, "default", "a"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(store.Current.Find(Kinds.Service, "default", "a"));
    }

    [Fact]
    public void A_path_that_does_not_exist_is_reported_until_it_does()
    {
        using var store = FileConfigStore.Read(new FileConfigOptions { Paths = [Path.Combine(folder.Path, "later")], Time = time });
        Assert.Equal(DiagnosticCode.Unreadable, Assert.Single(store.Current.Diagnostics).Code);
        folder.Write("later/a.yaml", Service("a", 1));
        store.Refresh();
        Assert.Empty(store.Current.Diagnostics);
        Assert.NotNull(store.Current.Find(Kinds.Service, "default", "a"));
    }

    [Fact]
    public void A_loop_of_links_ends()
    {
        folder.Write("a.yaml", Service("a", 1));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "loop"), folder.Path);
        using var store = Open();
        Assert.Single(store.Current.Objects);
        Assert.Empty(store.Current.Diagnostics);
    }

    [Fact]
    public async Task A_followed_folder_tells_of_a_written_file()
    {
        folder.Write("a.yaml", Service("a", 1));
        using var store = FileConfigStore.Follow(new FileConfigOptions { Paths = [folder.Path] });
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = store.Subscribe(batch =>
        {
            if (batch.Changes.Any(change => change.Ref.Name == "b"))
                seen.TrySetResult();
        });
        folder.Write("b.yaml", Service("b", 1));
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Nobody_is_called_after_the_subscription_ended()
    {
        using var store = FileConfigStore.Read(new FileConfigOptions { Paths = [folder.Path], Time = time });
        store.Subscribe(batches.Add).Dispose();
        folder.Write("a.yaml", Service("a", 1));
        store.Refresh();
        Assert.Single(batches);
    }
}
