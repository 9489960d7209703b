using System.Runtime.InteropServices;

namespace Lateen.Net;

/// <summary>
/// The header of a slab, in front of its bytes. Filled bytes are [Start, End); the rest up to Capacity is free. The link lives here
/// so that chains need no managed nodes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct Slab
{
    public const int HeaderBytes = 32;

    public Slab* Next;
    public int Capacity;
    public int Start;
    public int End;

    public readonly int TotalBytes => Capacity + HeaderBytes;

    public readonly int Length => End - Start;

    public readonly int Room => Capacity - End;

    public static byte* Bytes(Slab* slab) => (byte*)slab + HeaderBytes;

    public static Span<byte> Filled(Slab* slab) => new(Bytes(slab) + slab->Start, slab->Length);

    public static Span<byte> Free(Slab* slab) => new(Bytes(slab) + slab->End, slab->Room);

    public void Reset()
    {
        Next = null;
        Start = 0;
        End = 0;
    }
}
