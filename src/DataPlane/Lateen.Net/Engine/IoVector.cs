using System.Runtime.InteropServices;

namespace Lateen.Net.Engine;

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}
