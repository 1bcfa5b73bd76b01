package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendingPausedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.github.redisqueues.internal.queue.contract.AsyncReceivingContract.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Sending without blocking a thread.
 */
interface AsyncSendingContract extends QueueFixture {

	@Test
	default void sendsWithoutBlocking() {
		RedisQueue<String> queue = queue();
		String id = result(queue.sendAsync("a"));
		assertThat(queue.find(id)).isPresent();
		List<String> ids = result(queue.sendAllAsync(List.of("b", "c"), SendOptions.defaults()));
		assertThat(ids).hasSize(2).doesNotContain(id);
		assertThat(result(queue.sendAllAsync(List.of(), SendOptions.defaults()))).isEmpty();
		result(queue.sendAsync("later", SendOptions.defaults().delay(Duration.ofHours(1))));
		assertThat(queue.poll(10)).isEqualTo(asTaken("a", "b", "c"));
		assertThat(queue.stats().delayed()).isEqualTo(1);
	}

	@Test
	default void asyncSendsKeepTheOrderOfTheCalls() {
		RedisQueue<String> queue = queue();
		List<String> payloads = numbered(500);
		payloads.stream().map(queue::sendAsync).toList().forEach(AsyncReceivingContract::result);
		assertThat(drain(queue)).isEqualTo(asTaken(payloads));
	}

	@Test
	default void anAsyncSendFindsADuplicate() {
		RedisQueue<String> queue = queue();
		SendOptions options = SendOptions.defaults().deduplicationId("d");
		String first = result(queue.sendAsync("a", options));
		assertThat(result(queue.sendAsync("b", options))).isEqualTo(first);
		assertThat(queue.poll(10)).containsExactly("a");
	}

	@Test
	default void anAsyncSendChecksItsArgumentsInTheCaller() {
		RedisQueue<String> queue = queue();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.sendAllAsync(List.of("a", "b"), SendOptions.defaults().id("same")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.sendAllAsync(numbered(1_001), SendOptions.defaults()));
		assertThat(queue.size()).isZero();
	}

	@Test
	default void anAsyncSendToAFullQueueFailsOrWaitsForRoom() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("a");
		assertThat(failure(queue.sendAsync("b"))).isInstanceOf(QueueFullException.class);
		SendOptions patient = SendOptions.defaults().waitForRoom(Duration.ofSeconds(30));
		List<CompletableFuture<String>> waiting = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			waiting.add(queue.sendAsync("waits " + i, patient));
		}
		Set<String> taken = new HashSet<>();
		for (int i = 0; i < 6; i++) {
			inOtherProcess(queue).poll(Duration.ofSeconds(20)).ifPresent(taken::add);
		}
		waiting.forEach(AsyncReceivingContract::result);
		assertThat(taken).containsExactlyInAnyOrder("a", "waits 0", "waits 1", "waits 2", "waits 3", "waits 4");
		queue.send("a");
		assertThat(failure(queue.sendAsync("b", SendOptions.defaults().waitForRoom(Duration.ofMillis(100)))))
			.isInstanceOf(QueueFullException.class);
	}

	@Test
	default void anAsyncSendFailsWhileSendingIsPaused() {
		RedisQueue<String> queue = queue();
		queue.pauseSending();
		assertThat(failure(queue.sendAsync("a"))).isInstanceOf(SendingPausedException.class);
		assertThat(failure(queue.sendAsync("a", SendOptions.defaults().id("id"))))
			.isInstanceOf(SendingPausedException.class);
		queue.resumeSending();
		result(queue.sendAsync("a"));
		assertThat(queue.poll(10)).containsExactly("a");
	}

	@Test
	default void anAsyncSendMakesRoomByRemovingWhatHasExpired() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("short", SendOptions.defaults().timeToLive(Duration.ofMillis(50)));
		await().until(() -> failure(queue.sendAsync("next")) == null);
		assertThat(queue.poll()).contains("next");
	}

	private static @Nullable Throwable failure(CompletableFuture<?> future) {
		return future
			.handle((result, failure) -> (failure != null && failure.getCause() != null) ? failure.getCause() : failure)
			.join();
	}

}
