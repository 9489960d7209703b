using Lateen.Core;

namespace Lateen.Graph;

/// <summary>An input's key that stands for a configuration object, so that edges can be held against attributions. An
/// <see cref="ObjectRef"/> as key needs no wrapping.</summary>
public interface ISourceKey
{
    /// <summary>The object.</summary>
    ObjectRef Source { get; }
}
