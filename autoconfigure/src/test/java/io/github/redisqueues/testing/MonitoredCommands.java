package io.github.redisqueues.testing;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that clients send to a server, as its {@code MONITOR} shows them.
 */
public final class MonitoredCommands implements AutoCloseable {

	private static final String END = "end-of-monitoring";

	private final RedisTestServer server;

	private final Socket socket;

	private final BufferedReader lines;

	public MonitoredCommands(RedisTestServer server) throws IOException {
		this.server = server;
		this.socket = new Socket(server.host(), server.port());
		this.socket.setSoTimeout(10_000);
		this.socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
		this.lines = new BufferedReader(
				new InputStreamReader(this.socket.getInputStream(), StandardCharsets.ISO_8859_1));
		if (!"+OK".equals(this.lines.readLine())) {
			throw new IOException("The server does not tell what it does");
		}
	}

	/**
	 * A command of a client.
	 *
	 * @param words the command with its arguments, as bytes
	 * @param inside the names of the commands that it ran, if it is a script
	 */
	public record Sent(List<byte[]> words, List<String> inside) {

	}

	/**
	 * What was sent so far.
	 * @return each command with its arguments, as bytes; what scripts do is left out
	 */
	public List<List<byte[]>> read() throws IOException {
		return readWithScripts().stream().map(Sent::words).toList();
	}

	/**
	 * What was sent so far, and what scripts did.
	 * @return each command
	 */
	public List<Sent> readWithScripts() throws IOException {
		this.server.command("ECHO", END);
		List<Sent> commands = new ArrayList<>();
		for (String line = this.lines.readLine(); !line.contains(END); line = this.lines.readLine()) {
			List<byte[]> words = words(line.substring(line.indexOf("] ") + 2));
			if (!line.contains(" lua] ")) {
				commands.add(new Sent(words, new ArrayList<>()));
			}
			else if (!commands.isEmpty()) {
				commands.get(commands.size() - 1).inside().add(new String(words.get(0), StandardCharsets.US_ASCII));
			}
		}
		return commands;
	}

	/**
	 * Takes back the quotes and escapes of {@code "a" "b\x00"}.
	 */
	private static List<byte[]> words(String text) {
		List<byte[]> words = new ArrayList<>();
		ByteArrayOutputStream word = null;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"') {
				if (word != null) {
					words.add(word.toByteArray());
				}
				word = (word != null) ? null : new ByteArrayOutputStream();
			}
			else if (word != null && c == '\\') {
				char escaped = text.charAt(++i);
				if (escaped == 'x') {
					word.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
					i += 2;
				}
				else {
					int control = "nrtab".indexOf(escaped);
					word.write((control < 0) ? escaped : "\n\r\t\u0007\b".charAt(control));
				}
			}
			else if (word != null) {
				word.write(c);
			}
		}
		return words;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
