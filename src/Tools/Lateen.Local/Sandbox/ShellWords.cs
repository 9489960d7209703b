namespace Lateen.Local.Sandbox;

/// <summary>Text as one word of a shell script.</summary>
internal static class ShellWords
{
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";
}
