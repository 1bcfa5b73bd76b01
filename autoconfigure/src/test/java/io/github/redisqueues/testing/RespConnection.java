package io.github.redisqueues.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The raw door to one Redis server, for assertions: what a client library would decode,
 * encode or route is seen as it is. Keeps one connection, and makes a new one when that
 * is broken. Safe for use by several threads.
 */
public final class RespConnection implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final String host;

	private final int port;

	private Socket socket;

	private DataInputStream in;

	RespConnection(String host, int port) {
		this.host = host;
		this.port = port;
	}

	/**
	 * Runs a command.
	 * @param words the command and its arguments: {@code byte[]} as it is, anything else
	 * as the UTF-8 of its {@code toString()}
	 * @return a {@code byte[]}, a {@code Long}, a {@code List} of such, or null
	 * @throws RedisError if the server answers with an error
	 */
	public synchronized Object command(Object... words) {
		boolean fresh = this.socket == null;
		try {
			return exchange(words);
		}
		catch (IOException ex) {
			close();
			if (fresh || ex instanceof SocketTimeoutException) {
				throw new UncheckedIOException(ex);
			}
			return command(words);
		}
	}

	private Object exchange(Object... words) throws IOException {
		if (this.socket == null) {
			this.socket = new Socket();
			this.socket.setSoTimeout(TIMEOUT_MILLIS);
			this.socket.setTcpNoDelay(true);
			this.socket.connect(new InetSocketAddress(this.host, this.port), TIMEOUT_MILLIS);
			this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		}
		OutputStream out = new BufferedOutputStream(this.socket.getOutputStream());
		write(out, words);
		out.flush();
		return read(this.in);
	}

	@Override
	public synchronized void close() {
		if (this.socket != null) {
			try (Socket closed = this.socket) {
				this.socket = null;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/**
	 * Runs a command that answers with text, or with anything that can be shown as such.
	 * @param words the command and its arguments
	 * @return the text, or null
	 */
	public String text(Object... words) {
		Object reply = command(words);
		return (reply instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8)
				: (reply != null) ? reply.toString() : null;
	}

	/**
	 * Runs a command that answers with a number.
	 * @param words the command and its arguments
	 * @return the number
	 */
	public long number(Object... words) {
		Object reply = command(words);
		return (reply instanceof Long number) ? number : Long.parseLong(new String((byte[]) reply));
	}

	/**
	 * Runs a command that answers with a list.
	 * @param words the command and its arguments
	 * @return the elements
	 */
	@SuppressWarnings("unchecked")
	public List<byte[]> list(Object... words) {
		return (List<byte[]>) command(words);
	}

	private static void write(OutputStream out, Object... words) throws IOException {
		out.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
		for (Object word : words) {
			byte[] bytes = (word instanceof byte[] raw) ? raw : word.toString().getBytes(StandardCharsets.UTF_8);
			out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
			out.write(bytes);
			out.write(new byte[] { '\r', '\n' });
		}
	}

	private static Object read(DataInputStream in) throws IOException {
		int type = in.read();
		if (type < 0) {
			throw new EOFException("connection closed");
		}
		String line = readLine(in);
		return switch (type) {
			case '+' -> line.getBytes(StandardCharsets.UTF_8);
			case '-' -> throw new RedisError(line);
			case ':' -> Long.valueOf(line);
			case '$' -> readBytes(in, Integer.parseInt(line));
			case '*' -> readList(in, Integer.parseInt(line));
			default -> throw new IOException("unexpected type " + (char) type);
		};
	}

	private static byte[] readBytes(DataInputStream in, int length) throws IOException {
		if (length < 0) {
			return null;
		}
		byte[] bytes = new byte[length];
		in.readFully(bytes);
		in.readFully(new byte[2]);
		return bytes;
	}

	private static List<Object> readList(DataInputStream in, int length) throws IOException {
		if (length < 0) {
			return null;
		}
		List<Object> list = new ArrayList<>(length);
		for (int i = 0; i < length; i++) {
			list.add(read(in));
		}
		return list;
	}

	private static String readLine(DataInputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = in.read(); c != '\r'; c = in.read()) {
			if (c < 0) {
				throw new EOFException("connection closed");
			}
			line.append((char) c);
		}
		in.readFully(new byte[1]);
		return line.toString();
	}

	/**
	 * An error that the server answered with.
	 */
	public static final class RedisError extends RuntimeException {

		private static final long serialVersionUID = 1L;

		RedisError(String message) {
			super(message);
		}

	}

}
