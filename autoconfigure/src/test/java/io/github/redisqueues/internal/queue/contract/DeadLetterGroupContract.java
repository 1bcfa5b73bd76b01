package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.internal.fleet.ProcessIdentity;
import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.redis.SilenceCheck;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetterGroup;
import io.github.redisqueues.queue.DeadLetterGroups;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.RedisQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Dead letters grouped by what they died of.
 */
interface DeadLetterGroupContract extends QueueFixture {

	@Test
	default void groupsDeadLettersByWhatTheyDiedOf() {
		RedisQueue<String> queue = queue();
		DeadLetters<String> dead = queue.deadLetters();
		assertThat(dead.groups(10)).isEqualTo(new DeadLetterGroups(List.of(), 0, 0));
		reject(queue, "order 1 is unknown");
		reject(queue, "closed");
		reject(queue, "order 2 is unknown");
		DeadLetterGroups all = inOtherProcess(queue).deadLetters().groups(10);
		assertThat(all.examined()).isEqualTo(3);
		assertThat(all.total()).isEqualTo(3);
		List<DeadLetter<String>> letters = dead.browse(0, 10);
		DeadLetterGroup largest = all.groups().get(0);
		assertThat(largest.count()).isEqualTo(2);
		assertThat(largest.reason()).isEqualTo("rejected");
		assertThat(largest.firstDied()).isEqualTo(letters.get(0).diedAt());
		assertThat(largest.lastDied()).isEqualTo(letters.get(2).diedAt());
		assertThat(largest.latestReason()).matches("order [12] is unknown");
		assertThat(largest.fingerprint()).isEqualTo(letters.get(0).fingerprint())
			.isEqualTo(letters.get(2).fingerprint());
		assertThat(all.groups()).extracting(DeadLetterGroup::count).containsExactly(2L, 1L);
		DeadLetterGroups latest = dead.groups(1);
		assertThat(latest.examined()).isEqualTo(1);
		assertThat(latest.total()).isEqualTo(3);
		assertThat(dead.redrive(List.of(letters.get(0).id(), letters.get(2).id()))).isEqualTo(2);
		assertThat(dead.groups(10).groups()).as("counts what there is")
			.extracting(DeadLetterGroup::count)
			.containsExactly(1L);
		dead.purge();
		assertThat(dead.groups(10).groups()).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> dead.groups(0));
		assertThatIllegalArgumentException().isThrownBy(() -> dead.groups(DeadLetters.MAX_EXAMINED + 1));
	}

	@Test
	default void readsEveryDeadLetterOnceWhateverTheLengthOfAPage() {
		RedisQueue<String> queue = queue();
		sendMany(queue, 1_203);
		while (queue.deadLetters().size() < 1_203) {
			queue.receive(200, Duration.ZERO).forEach((delivery) -> delivery.reject("bad " + delivery.payload()));
		}
		for (int limit : new int[] { 1, 499, 500, 501, 1_203, 5_000 }) {
			DeadLetterGroups groups = queue.deadLetters().groups(limit);
			assertThat(groups.examined()).isEqualTo(Math.min(limit, 1_203));
			assertThat(groups.groups()).singleElement()
				.extracting(DeadLetterGroup::count)
				.isEqualTo((long) Math.min(limit, 1_203));
		}
	}

	@Test
	default void tellsWhichVersionOfTheApplicationFailedFirst() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1));
		LettuceConnectionFactory connections = redis().connectionFactory();
		MessageHandler<String> handler = (delivery) -> {
			throw new IllegalStateException("no stock for " + delivery.id() + "\nat all");
		};
		try {
			for (String version : List.of("1.4.2", "1.5.0", "")) {
				fail(queue, connections, version, handler);
			}
		}
		finally {
			connections.destroy();
		}
		DeadLetterGroup group = queue.deadLetters().groups(10).groups().get(0);
		assertThat(group.count()).isEqualTo(3);
		assertThat(group.reason()).isEqualTo(DeadLetter.MAX_ATTEMPTS);
		assertThat(group.exception()).contains("java.lang.IllegalStateException");
		assertThat(group.location().orElseThrow()).contains("DeadLetterGroupContract.lambda$tellsWhichVersion");
		assertThat(group.firstVersion()).contains("1.4.2");
		List<DeadLetter<String>> letters = queue.deadLetters().browse(0, 10);
		assertThat(letters).allSatisfy((letter) -> assertThat(letter.reason())
			.startsWith("max-attempts: java.lang.IllegalStateException: no stock for ")
			.doesNotContain("1.4.2"));
		assertThat(letters.get(0).version()).contains("1.4.2");
		assertThat(letters.get(2).version()).isEmpty();
	}

	private void fail(RedisQueue<String> queue, LettuceConnectionFactory connections, String version,
			MessageHandler<String> handler) {
		try (DefaultRedisQueueFactory release = new DefaultRedisQueueFactory(connections,
				new SilenceCheck(connections, 0), new JsonPayloadConverter(), RedisQueueFixture.NAMESPACE,
				QueueObserver.NONE, new ProcessIdentity("shop", version, true))) {
			DefaultQueueListenerContainer<String> listener = DefaultQueueListenerContainer.of("books",
					release.create(settingsOf(queue)), handler, ListenerSettings.builder().build());
			long before = queue.deadLetters().size();
			queue.send("a");
			listener.start();
			Awaitility.await().until(() -> queue.deadLetters().size() > before);
			listener.stop();
		}
	}

	private static void reject(RedisQueue<String> queue, String reason) {
		queue.send("a");
		queue.receive().orElseThrow().reject(reason);
	}

}
