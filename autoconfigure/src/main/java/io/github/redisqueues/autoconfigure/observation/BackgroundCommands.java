package io.github.redisqueues.autoconfigure.observation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TracedCommand;
import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;

/**
 * Leaves out the commands that queues, topics and locks send in the background: looks for
 * messages, renewals, subscriptions. Lettuce would make each of them a trace of its own.
 * They are commands on our keys or channels that were sent outside any observation. Those
 * of a call of the application are sent within the observation of that call.
 */
final class BackgroundCommands implements ObservationPredicate {

	private final byte[] prefix;

	/**
	 * Creates a predicate.
	 * @param namespace first word of the keys and channels
	 */
	BackgroundCommands(String namespace) {
		this.prefix = (namespace + ":").getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		return !(context instanceof LettuceObservationContext lettuce) || !lettuce.hasCommand()
				|| !isBackground(lettuce.getRequiredCommand());
	}

	private boolean isBackground(RedisCommand<?, ?, ?> command) {
		TracedCommand<?, ?, ?> traced = CommandWrapper.unwrap(command, TracedCommand.class);
		// Lettuce takes the observation of the calling thread; this is another one
		boolean hasParent = traced != null && traced.getTraceContext() != null;
		return !hasParent && isOurs(command.getArgs());
	}

	private boolean isOurs(CommandArgs<?, ?> arguments) {
		ByteBuffer key = (arguments != null) ? arguments.getFirstEncodedKey() : null;
		if (key == null || key.remaining() < this.prefix.length) {
			return false;
		}
		for (int i = 0; i < this.prefix.length; i++) {
			if (key.get(key.position() + i) != this.prefix[i]) {
				return false;
			}
		}
		return true;
	}

}
