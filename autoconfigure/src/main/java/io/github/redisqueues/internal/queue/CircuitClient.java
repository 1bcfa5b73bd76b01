package io.github.redisqueues.internal.queue;

import java.time.Duration;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * Opens and closes the circuit of one queue for all processes. An open circuit is a pause
 * of delivery that ends by itself; then messages are delivered one at a time, until the
 * circuit is closed or for an hour. Each method runs one script. Safe for use by several
 * threads.
 */
public final class CircuitClient {

	private static final int MAX_TEXT = 1_000;

	private final QueueClient client;

	CircuitClient(QueueClient client) {
		this.client = client;
	}

	/**
	 * Opens the circuit, unless delivery is paused.
	 * @param duration how long to deliver nothing
	 * @param by who opens it
	 * @param reason why
	 * @return the circuit, closed if somebody else has paused delivery
	 */
	public FleetCircuit open(Duration duration, String by, String reason) {
		return circuit(this.client.run((scripts) -> scripts.openCircuit, LuaScript.numbers(duration.toMillis()),
				text(by), text(reason), this.client.noticeChannel()));
	}

	/**
	 * Closes the circuit if messages are delivered one at a time.
	 * @return the circuit
	 */
	public FleetCircuit close() {
		return circuit(
				this.client.run((scripts) -> scripts.closeCircuit, LuaScript.numbers(this.client.publishCounts()),
						this.client.wakeChannel(), this.client.noticeChannel()));
	}

	/**
	 * Reads the circuit.
	 * @return the circuit
	 */
	public FleetCircuit read() {
		return circuit(this.client.run((scripts) -> scripts.readCircuit));
	}

	private static FleetCircuit circuit(LuaReply reply) {
		CircuitState state = CircuitState.values()[(int) reply.number()];
		return new FleetCircuit(state, Duration.ofMillis(reply.number()));
	}

	private static byte[] text(String text) {
		boolean isCut = text.length() > MAX_TEXT;
		int end = (isCut && Character.isHighSurrogate(text.charAt(MAX_TEXT - 1))) ? MAX_TEXT - 1 : MAX_TEXT;
		return QueueClient.bytes(isCut ? text.substring(0, end) : text);
	}

}
