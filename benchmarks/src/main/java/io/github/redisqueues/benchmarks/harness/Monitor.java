package io.github.redisqueues.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the commands of clients with MONITOR. Does not count the commands with which
 * this run queries the server.
 */
final class Monitor implements AutoCloseable {

	private static final String OK = "+OK";

	private final Socket socket;

	private final BufferedReader lines;

	private final AtomicLong fromClients = new AtomicLong();

	private Monitor(Socket socket) throws IOException {
		this.socket = socket;
		this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
	}

	static Monitor open(Address address) throws IOException {
		Monitor monitor = new Monitor(new Socket(address.host(), address.port()));
		monitor.socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
		if (!OK.equals(monitor.lines.readLine())) {
			monitor.close();
			throw new IllegalStateException("the server does not let us listen to its commands");
		}
		Thread thread = new Thread(monitor::listen, "monitor");
		thread.setDaemon(true);
		thread.start();
		return monitor;
	}

	private void listen() {
		try {
			for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
				if (isFromClient(line)) {
					this.fromClients.incrementAndGet();
				}
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	/**
	 * A line is {@code +seconds [database address] "command" "argument" …}, where the
	 * address is {@code lua} for a command of a script.
	 */
	private static boolean isFromClient(String line) {
		int end = line.indexOf(']');
		return !line.startsWith(" lua", end - " lua".length())
				&& !line.substring(end + 1).stripLeading().toLowerCase(Locale.ROOT).startsWith("\"info\"");
	}

	long fromClients() {
		return this.fromClients.get();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
