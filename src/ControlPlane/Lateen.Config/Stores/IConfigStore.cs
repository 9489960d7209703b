namespace Lateen.Config.Stores;

/// <summary>A source of configuration objects that may change at any time: files, memory, an API server.</summary>
public interface IConfigStore
{
    /// <summary>Everything as it is now. Immutable; cheap to hold and to compare.</summary>
    ConfigSnapshot Current { get; }

    /// <summary>
    /// Calls <paramref name="onBatch"/> with everything as one batch before it returns, then with each later change, one call at a time and in order.
    /// The callback must be quick and must not change the store. Disposing the result ends it: no call begins afterwards.
    /// </summary>
    IDisposable Subscribe(Action<ConfigBatch> onBatch);
}
