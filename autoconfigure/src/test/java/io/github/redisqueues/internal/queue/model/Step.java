package io.github.redisqueues.internal.queue.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One step of a history. Its numbers do not name messages but choose among those that are
 * there, so that it still means something when steps before it are dropped.
 *
 * @param operation what to do
 * @param seed where its choices come from
 */
record Step(Operation operation, long seed) {

	enum Operation {

		SEND(20), SEND_ALL(4), POLL(5), POLL_SOME(2), RECEIVE(12), RECEIVE_SOME(5), RECEIVE_WAITING(3),
		RECEIVE_LEASED(4), ACK(7), ACK_SOME(3), NACK(5), NACK_DELAYED(4), RETRY(2), REJECT(3), EXTEND(4), EXCHANGE(14),
		RENEW(3), PEEK(2), BROWSE(3), FIND(4), UPDATE(6), MOVE(3), EXPORT(2), SIZE(2), STATS(2), CANCEL(6),
		CANCEL_RUNNING(3), CANCEL_SOME(2), PURGE(1), PAUSE(2), RESUME(4), PAUSE_SENDING(1), RESUME_SENDING(3),
		PAUSES(2), CHANGE_LIMITS(2), WITHDRAW_LIMITS(2), LIMITS(1), DEAD_SIZE(1), DEAD_BROWSE(2), REDRIVE(4),
		REDRIVE_SOME(1), REDRIVE_NAMED(2), DEAD_DELETE(2), DEAD_DELETE_NAMED(1), DEAD_PURGE(1), PASS_TIME(7);

		private final int weight;

		Operation(int weight) {
			this.weight = weight;
		}

	}

	/**
	 * A history at random.
	 * @param seed where it comes from
	 * @param length how many steps
	 * @return the steps
	 */
	static List<Step> history(long seed, int length) {
		Random random = new Random(seed);
		List<Operation> urn = new ArrayList<>();
		for (Operation operation : Operation.values()) {
			for (int i = 0; i < operation.weight; i++) {
				urn.add(operation);
			}
		}
		List<Step> history = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			history.add(new Step(urn.get(random.nextInt(urn.size())), random.nextLong()));
		}
		return history;
	}

	Random random() {
		return new Random(this.seed);
	}

}
