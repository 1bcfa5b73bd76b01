package io.github.redisqueues.shop.work;

import java.util.List;

/**
 * A worker that died at work.
 *
 * @param worker name of its thread
 * @param held ids of the messages that it had received and not acknowledged
 */
public record Casualty(String worker, List<String> held) {

	public Casualty {
		held = List.copyOf(held);
	}

}
