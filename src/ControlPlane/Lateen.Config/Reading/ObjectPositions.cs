using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>The positions of one object's parts.</summary>
sealed class ObjectPositions(string file, PositionNode root)
{
    public string File => file;

    /// <summary>The position of the path, or of its longest beginning that is written.</summary>
    public SourceLocation Locate(string path)
    {
        var node = root;
        foreach (var step in FieldPath.Steps(path))
        {
            if (node.Child(step) is not { } child)
                break;
            node = child;
        }

        return new SourceLocation(file, node.Line, node.Column);
    }
}
