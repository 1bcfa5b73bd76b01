package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A queue as a {@link BlockingQueue} does what that interface says.
 */
interface BlockingQueueContract extends QueueFixture {

	@Test
	default void remainingCapacityIsThatOfTheChangedLimits() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		assertThat(queue.asBlockingQueue().remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
		queue.limits().change(LimitChange.none().capacity(3));
		assertThat(queue.asBlockingQueue().remainingCapacity()).isEqualTo(2);
		queue.limits().withdraw();
		assertThat(queue.asBlockingQueue().remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	default void addsOffersAndPollsAsABlockingQueue() throws InterruptedException {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(3));
		BlockingQueue<String> view = queue.asBlockingQueue();
		assertThat(view.remainingCapacity()).isEqualTo(3);
		assertThat(view.add("a")).isTrue();
		assertThat(view.offer("b")).isTrue();
		view.put("c");
		assertThat(view).hasSize(3).containsExactlyElementsOf(asTaken("a", "b", "c"));
		assertThat(view.remainingCapacity()).isZero();
		assertThat(view.offer("d")).isFalse();
		assertThat(view.offer("d", 10, TimeUnit.MILLISECONDS)).isFalse();
		assertThat(view.offer("d", -1, TimeUnit.DAYS)).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> view.add("d"));
		List<String> order = asTaken("a", "b", "c");
		assertThat(view.peek()).isEqualTo(order.get(0));
		assertThat(view.element()).isEqualTo(order.get(0));
		assertThat(view.poll()).isEqualTo(order.get(0));
		assertThat(view.poll(1, TimeUnit.SECONDS)).isEqualTo(order.get(1));
		assertThat(view.take()).isEqualTo(order.get(2));
		assertThat(view.poll()).isNull();
		assertThat(view.poll(10, TimeUnit.MILLISECONDS)).isNull();
		assertThat(view.poll(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isNull();
		assertThat(view.peek()).isNull();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(view::remove);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(view::element);
		assertThat(view).isEmpty();
		invariant(queue).checkEmpty();
	}

	@Test
	default void hasNoCapacityOfItsOwn() {
		RedisQueue<String> queue = queue();
		assertThat(queue.asBlockingQueue().remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
		queue.send("secret");
		assertThat(queue.asBlockingQueue()).hasToString("BlockingQueue[" + queue.name() + "]");
	}

	@Test
	default void putWaitsForRoomAndTakeForAMessage() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		BlockingQueue<String> view = queue.asBlockingQueue();
		BlockingQueue<String> other = inOtherProcess(queue).asBlockingQueue();
		BlockedCall<String> taker = inThread(view::take).awaitParked(() -> isWaitedFor(queue));
		assertThat(other.offer("a")).isTrue();
		assertThat(taker.atOnce()).isEqualTo("a");
		view.add("b");
		BlockedCall<Boolean> putter = inThread(() -> {
			other.put("c");
			return true;
		}).awaitParked(() -> isPut(queue));
		assertThat(view.poll()).isEqualTo("b");
		assertThat(putter.atOnce()).isTrue();
		BlockedCall<Boolean> offerer = inThread(() -> view.offer("d", 1, TimeUnit.HOURS))
			.awaitParked(() -> isPut(queue));
		assertThat(other.poll()).isEqualTo("c");
		assertThat(offerer.atOnce()).isTrue();
	}

	@Test
	default void throwsAnInterruptedExceptionWithTheFlagCleared() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		BlockingQueue<String> view = queue.asBlockingQueue();
		BlockedCall<Boolean> taker = inThread(() -> isInterrupted(view::take)).awaitParked(() -> isWaitedFor(queue));
		taker.interrupt();
		assertThat(taker.atOnce()).isTrue();
		view.add("a");
		BlockedCall<Boolean> putter = inThread(() -> isInterrupted(() -> {
			view.put("b");
			return "b";
		})).awaitParked(() -> isPut(queue));
		putter.interrupt();
		assertThat(putter.atOnce()).isTrue();
		assertThat(inThread(() -> {
			Thread.currentThread().interrupt();
			boolean before = isInterrupted(() -> view.poll(1, TimeUnit.SECONDS));
			Thread.currentThread().interrupt();
			return before && isInterrupted(() -> view.offer("c", 1, TimeUnit.SECONDS));
		}).atOnce()).as("with the flag set before").isTrue();
		assertThat(drain(queue)).containsExactly("a");
	}

	private static boolean isInterrupted(Callable<?> call) {
		return catchThrowable(call::call) instanceof InterruptedException && !Thread.currentThread().isInterrupted();
	}

	@Test
	default void drainsToACollection() {
		RedisQueue<String> queue = queue();
		BlockingQueue<String> view = queue.asBlockingQueue();
		List<String> order = asTaken(sendMany(queue, 1_201));
		List<String> target = new ArrayList<>();
		assertThat(view.drainTo(target, 0)).isZero();
		assertThat(view.drainTo(target, -1)).isZero();
		assertThat(view.drainTo(target, 2)).isEqualTo(2);
		assertThat(view.drainTo(target)).isEqualTo(1_199);
		assertThat(view.drainTo(target)).isZero();
		assertThat(target).isEqualTo(order);
		assertThatIllegalArgumentException().isThrownBy(() -> view.drainTo(view));
		assertThatNullPointerException().isThrownBy(() -> view.drainTo(null));
	}

	@Test
	default void losesNothingToAFullTargetAndOneToATargetThatRefuses() {
		RedisQueue<String> queue = queue();
		BlockingQueue<String> view = queue.asBlockingQueue();
		List<String> order = asTaken(sendMany(queue, 7));
		BlockingQueue<String> target = new ArrayBlockingQueue<>(2);
		assertThatIllegalStateException().isThrownBy(() -> view.drainTo(target)).withMessageContaining("2 messages");
		assertThat(target).containsExactlyElementsOf(order.subList(0, 2));
		assertThat(queue.size()).isEqualTo(5);
		assertThat(view.drainTo(new ArrayBlockingQueue<>(3), 3)).isEqualTo(3);
		assertThat(queue.size()).isEqualTo(2);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> view.drainTo(List.of()));
		assertThat(queue.size()).isEqualTo(1);
		assertThat(view.drainTo(new ArrayBlockingQueue<>(1))).isOne();
		assertThat(view.drainTo(target)).isZero();
	}

	@Test
	default void refusesNull() {
		BlockingQueue<String> view = queue().asBlockingQueue();
		assertThatNullPointerException().isThrownBy(() -> view.add(null));
		assertThatNullPointerException().isThrownBy(() -> view.offer(null));
		assertThatNullPointerException().isThrownBy(() -> view.put(null));
		assertThatNullPointerException().isThrownBy(() -> view.offer(null, 1, TimeUnit.SECONDS));
		assertThat(view.contains(null)).isFalse();
		assertThat(view.remove(null)).isFalse();
	}

	@Test
	default void iteratesOverWhatWaitsAndRemovesFromIt() {
		RedisQueue<String> queue = queue();
		BlockingQueue<String> view = queue.asBlockingQueue();
		List<String> order = new ArrayList<>(asTaken(sendMany(queue, 1_005)));
		queue.send("delayed", SendOptions.defaults().delay(Duration.ofHours(1)));
		order.add("delayed");
		assertThat(new ArrayList<>(view)).isEqualTo(order);
		assertThat(view.stream()).containsExactlyElementsOf(order);
		assertThat(view.toArray(new String[0])).containsExactly(order.toArray(new String[0]));
		assertThat(view.contains("delayed")).isTrue();
		assertThat(view.contains("other")).isFalse();
		Iterator<String> iterator = view.iterator();
		assertThatIllegalStateException().isThrownBy(iterator::remove);
		assertThat(iterator.next()).isEqualTo(order.get(0));
		iterator.remove();
		assertThatIllegalStateException().isThrownBy(iterator::remove);
		assertThat(view.remove("delayed")).isTrue();
		assertThat(view.remove("delayed")).isFalse();
		assertThat(view.removeIf((payload) -> payload.endsWith("7"))).isTrue();
		order.remove(0);
		order.removeIf((payload) -> payload.endsWith("7") || payload.equals("delayed"));
		assertThat(drain(queue)).isEqualTo(order);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> view.iterator().next());
		invariant(queue).checkEmpty();
	}

	@Test
	default void removesNoMessageInFlight() {
		RedisQueue<String> queue = queue();
		BlockingQueue<String> view = queue.asBlockingQueue();
		queue.send("in flight");
		Iterator<String> iterator = view.iterator();
		assertThat(iterator.next()).isEqualTo("in flight");
		assertThat(queue.receive()).isPresent();
		iterator.remove();
		assertThat(view.remove("in flight")).isFalse();
		view.add("ready");
		assertThat(view.size()).isEqualTo(2);
		assertThat(view.stream()).containsExactly("ready");
		view.clear();
		assertThat(view.size()).isEqualTo(1);
	}

	@Test
	default void comparesBytesByTheirContent() {
		BlockingQueue<byte[]> view = queue(byte[].class, (settings) -> settings).asBlockingQueue();
		view.add(new byte[] { 1, 2 });
		assertThat(view.contains(new byte[] { 1, 2 })).isTrue();
		assertThat(view.remove(new byte[] { 1 })).isFalse();
		assertThat(view.remove(new byte[] { 1, 2 })).isTrue();
	}

	@Test
	default void feedsConsumersOfAnExecutorThatAreStoppedByAnInterrupt() throws InterruptedException {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(5));
		List<BlockingQueue<String>> views = List.of(queue.asBlockingQueue(), inOtherProcess(queue).asBlockingQueue());
		Queue<String> taken = new ConcurrentLinkedQueue<>();
		Set<String> put = ConcurrentHashMap.newKeySet();
		ExecutorService threads = Executors.newCachedThreadPool();
		for (int i = 0; i < 4; i++) {
			BlockingQueue<String> view = views.get(i % 2);
			threads.submit(() -> {
				while (true) {
					taken.add(view.take());
				}
			});
			int producer = i;
			threads.submit(() -> {
				for (int n = 0; n < 50; n++) {
					String payload = producer + "-" + n;
					put.add(payload);
					view.put(payload);
				}
				return null;
			});
		}
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> taken.size() == 200);
		threads.shutdownNow();
		assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(taken).containsExactlyInAnyOrderElementsOf(put);
		invariant(queue).checkEmpty();
	}

	private boolean isPut(RedisQueue<?> queue) {
		String senders = invariant(queue).key("senders");
		return redis().nodeOf(senders).number("ZCARD", senders) > 0;
	}

}
