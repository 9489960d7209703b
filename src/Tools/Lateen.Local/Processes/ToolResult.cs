namespace Lateen.Local.Processes;

/// <summary>How a short-lived system tool ended.</summary>
internal readonly record struct ToolResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;
}
