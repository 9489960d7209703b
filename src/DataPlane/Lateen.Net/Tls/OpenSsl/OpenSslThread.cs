using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>
/// A thread's side of our BIO: where OpenSSL reads ciphertext from and writes it to, while a codec drives it. OpenSSL makes no system call, and the records of one
/// call are one piece. One BIO serves all connections of a thread, since it holds nothing: less to allocate per connection.
/// </summary>
sealed unsafe class OpenSslThread
{
    const int InitialOutputBytes = 128 * 1024;

    [ThreadStatic]
    static OpenSslThread? current;

    static readonly nint Method = CreateMethod();

    readonly nint bio;
    byte* input;
    int inputLeft;
    byte* output;
    int outputCapacity;
    int outputLength;

    OpenSslThread()
    {
        bio = LibCrypto.BIO_new(Method);
        LibCrypto.BIO_set_init(bio, 1);
        output = (byte*)NativeMemory.Alloc(InitialOutputBytes);
        outputCapacity = InitialOutputBytes;
    }

    public static OpenSslThread Current => current ??= new OpenSslThread();

    /// <summary>Whose callbacks run; null between calls.</summary>
    public OpenSslCodec? Driving { get; set; }

    /// <summary>What the last call produced, valid until the next.</summary>
    public ReadOnlySpan<byte> Output => new(output, outputLength);

    public int InputLeft => inputLeft;

    /// <summary>The shared BIO with one more reference, for SSL_set_bio to own.</summary>
    public nint AddReference()
    {
        _ = LibCrypto.BIO_up_ref(bio);
        return bio;
    }

    public void Begin(byte* ciphertext, int length, OpenSslCodec codec)
    {
        input = ciphertext;
        inputLeft = length;
        outputLength = 0;
        Driving = codec;
        LibCrypto.ERR_clear_error();
    }

    public void End()
    {
        input = null;
        inputLeft = 0;
        Driving = null;
    }

    public void ClearOutput() => outputLength = 0;

    static nint CreateMethod()
    {
        var method = LibCrypto.BIO_meth_new(LibCrypto.BIO_TYPE_SOURCE_SINK | 100, "lateen");
        _ = LibCrypto.BIO_meth_set_write(method, &Write);
        _ = LibCrypto.BIO_meth_set_read(method, &Read);
        _ = LibCrypto.BIO_meth_set_ctrl(method, &Control);
        return method;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Write(nint bio, byte* bytes, int length)
    {
        var thread = current!;
        if (length > thread.outputCapacity - thread.outputLength)
            thread.Grow(length);
        Buffer.MemoryCopy(bytes, thread.output + thread.outputLength, length, length);
        thread.outputLength += length;
        return length;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Read(nint bio, byte* buffer, int length)
    {
        var thread = current!;
        var part = Math.Min(length, thread.inputLeft);
        if (part == 0)
        {
            LibCrypto.BIO_set_flags(bio, LibCrypto.BIO_FLAGS_READ | LibCrypto.BIO_FLAGS_SHOULD_RETRY);
            return -1;
        }

        LibCrypto.BIO_clear_flags(bio, LibCrypto.BIO_FLAGS_ALL_RETRY);
        Buffer.MemoryCopy(thread.input, buffer, part, part);
        thread.input += part;
        thread.inputLeft -= part;
        return part;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static nint Control(nint bio, int command, nint number, nint pointer) => command == LibCrypto.BIO_CTRL_FLUSH ? 1 : 0;

    void Grow(int length)
    {
        outputCapacity = Math.Max(outputCapacity * 2, outputLength + length);
        output = (byte*)NativeMemory.Realloc(output, (nuint)outputCapacity);
    }
}
