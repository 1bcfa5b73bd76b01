package io.github.redisqueues.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy in front of a Redis server that breaks what goes through it, on demand and
 * once: at the next request that contains a given text, such as {@code EVALSHA}.
 */
public final class FaultyProxy implements AutoCloseable {

	private final InetSocketAddress target;

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicReference<Fault> armed = new AtomicReference<>();

	private volatile Fault wanted;

	/**
	 * What follows after a fault has struck.
	 */
	private volatile Fault next;

	private final AtomicInteger injected = new AtomicInteger();

	private final AtomicInteger connections = new AtomicInteger();

	private volatile boolean refusing;

	private volatile Duration delay = Duration.ZERO;

	public FaultyProxy(RedisTestServer server) {
		this.target = new InetSocketAddress(server.host(), server.port());
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start("accept", this::accept);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Cuts the connection when the next such request arrives, before the server sees it.
	 * @param text what the request contains
	 */
	public void cutBefore(String text) {
		arm(new Fault(text, false, 0));
	}

	/**
	 * Cuts the connection when the reply to the next such request arrives: the server has
	 * executed it, the client never learns.
	 * @param text what the request contains
	 */
	public void cutAfter(String text) {
		cutInside(text, 0);
	}

	/**
	 * Does the same twice, the second time for another request.
	 * @param text what the first request contains
	 * @param nextText what the second one contains
	 */
	public void cutAfter(String text, String nextText) {
		cutAfter(text);
		this.next = new Fault(nextText, true, 0);
	}

	/**
	 * Cuts the connection in the middle of the reply to the next such request.
	 * @param text what the request contains
	 * @param bytes how much of the reply gets through
	 */
	public void cutInside(String text, int bytes) {
		arm(new Fault(text, true, bytes));
	}

	private void arm(Fault fault) {
		this.next = null;
		this.wanted = fault;
		this.armed.set(fault);
	}

	/**
	 * How many faults have struck so far.
	 * @return the count
	 */
	public int injected() {
		return this.injected.get();
	}

	/**
	 * How many connections were asked for so far, refused ones as well.
	 * @return the count
	 */
	public int connections() {
		return this.connections.get();
	}

	/**
	 * From now on, and until {@link #heal()}, closes each new connection at once.
	 */
	public void refuse() {
		this.refusing = true;
	}

	/**
	 * Cuts every connection.
	 */
	public void cutAll() {
		this.sockets.forEach(FaultyProxy::close);
	}

	/**
	 * Holds each request back for a while from now on.
	 * @param delay how long
	 */
	public void delay(Duration delay) {
		this.delay = delay;
	}

	/**
	 * Ends every fault.
	 */
	public void heal() {
		arm(null);
		this.refusing = false;
		this.delay = Duration.ZERO;
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cutAll();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			this.connections.incrementAndGet();
			if (this.refusing) {
				close(client);
				continue;
			}
			Socket redis = new Socket();
			redis.connect(this.target);
			this.sockets.add(client);
			this.sockets.add(redis);
			client.setTcpNoDelay(true);
			redis.setTcpNoDelay(true);
			AtomicReference<Fault> pending = new AtomicReference<>();
			start("requests", () -> forwardRequests(client, redis, pending));
			start("replies", () -> forwardReplies(client, redis, pending));
		}
	}

	private void forwardRequests(Socket client, Socket redis, AtomicReference<Fault> pending) throws IOException {
		try (client; redis) {
			InputStream in = client.getInputStream();
			OutputStream out = redis.getOutputStream();
			byte[] buffer = new byte[64 * 1024];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				LockSupport.parkNanos(this.delay.toNanos());
				Fault fault = this.armed.get();
				if (fault != null && new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(fault.text())
						&& this.armed.compareAndSet(fault, null)) {
					if (!fault.executed()) {
						this.injected.incrementAndGet();
						return;
					}
					pending.set(fault);
				}
				out.write(buffer, 0, length);
			}
		}
		finally {
			rearm(pending);
		}
	}

	private void forwardReplies(Socket client, Socket redis, AtomicReference<Fault> pending) throws IOException {
		try (client; redis) {
			InputStream in = redis.getInputStream();
			OutputStream out = client.getOutputStream();
			byte[] buffer = new byte[64 * 1024];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				Fault fault = pending.getAndSet(null);
				if (fault != null) {
					if (this.next != null) {
						arm(this.next);
					}
					this.injected.incrementAndGet();
					out.write(buffer, 0, Math.min(fault.replied(), length));
					return;
				}
				out.write(buffer, 0, length);
			}
		}
		finally {
			rearm(pending);
		}
	}

	/**
	 * A request may meet a connection that is just being cut: then its repetition is the
	 * one that the fault is for.
	 */
	private void rearm(AtomicReference<Fault> pending) {
		Fault fault = pending.getAndSet(null);
		if (fault != null && fault == this.wanted) {
			this.armed.compareAndSet(null, fault);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void start(String name, Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// One side has gone, and with it the work of this thread
			}
		}, "faulty-proxy-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	private interface Work {

		void run() throws IOException;

	}

	private record Fault(String text, boolean executed, int replied) {

	}

}
