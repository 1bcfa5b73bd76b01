package com.acme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.acme.LockSnippets.Books;
import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisTopicsAutoConfiguration;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.integration.support.locks.DefaultLockRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation shows works, over a real Redis.
 */
@Timeout(120)
class ApplicationTests {

	private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class,
				QueueListenersAutoConfiguration.class, RedisTopicsAutoConfiguration.class,
				DistributedLocksAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.url=redis://" + RedisTestServer.shared().host() + ":"
				+ RedisTestServer.shared().port(), "queues.namespace=queues:" + UUID.randomUUID());

	@ParameterizedTest
	@ValueSource(strings = { "queues", "settings", "listeners", "topics", "schedules", "locks", "production", "redlock",
			"registry" })
	void theConfigurationIsAccepted(String file) {
		this.runner.withInitializer(yaml(file))
			.withBean(DefaultLockRegistry.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(DistributedLocks.class));
	}

	@Test
	void ordersAreShipped() {
		shop().withBean(Checkout.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Checkout checkout = context.getBean(Checkout.class);
			Order order = new Order("1", "7", "tea");
			checkout.place(order);
			assertThat(next()).isEqualTo(order);
			checkout.place(order);
			assertThat(next()).isEqualTo(order);
			RedisQueue<Order> unpaid = queue(context, "unpaid");
			assertThat(unpaid.size()).isEqualTo(1);
			checkout.paid(order);
			assertThat(unpaid.size()).isZero();
		});
	}

	@Test
	void listenersGetWhatTheyAskFor() {
		shop().withBean(Shipping.class)
			.withBean(ListenerSnippets.Desk.class)
			.withBean(Duplicates.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				RedisQueue<Ticket> tickets = queue(context, "tickets");
				tickets.send(new Ticket("1", "Where is it?"), SendOptions.defaults().id("t-1").header("tenant", "7"));
				assertThat(next()).isEqualTo(new Mail("1", "Attempt 1 of t-1"));
				tickets.send(new Ticket("2", ""), SendOptions.defaults().header("tenant", "7"));
				Awaitility.await().until(() -> tickets.deadLetters().size() == 1);
				tickets.deadLetters().purge();
				RedisQueue<Mail> mails = queue(context, "mails");
				mails.send(new Mail("a", "b"));
				assertThat(next()).isEqualTo(new Mail("a", "b"));
				RedisQueue<Mail> letters = queue(context, "letters");
				letters.send(new Mail("c", "d"));
				assertThat(next()).isEqualTo(new Mail("c", "d"));
				Awaitility.await().until(() -> letters.size() == 0);
				RedisQueue<Order> orders = queue(context, "orders");
				orders.send(new Order("1", "7", "tea"));
				assertThat(next()).isEqualTo(new Order("1", "7", "tea"));
			});
	}

	@Test
	void containersAreBeans() {
		shop().withUserConfiguration(Listeners.class).run((context) -> {
			assertThat(context).hasNotFailed();
			queue(context, "orders").send(new Order("1", "7", "tea"));
			assertThat(next()).isEqualTo(new Order("1", "7", "tea"));
			new ListenerSnippets().operate(context.getBean(QueueListenerRegistry.class));
		});
	}

	@Test
	void queuesWorkWithoutListeners() {
		shop().run((context) -> {
			RedisQueueFactory factory = context.getBean(RedisQueueFactory.class);
			RedisQueue<Order> orders = factory.create(QueueSettings.of("without", Order.class));
			RedisQueue<Ticket> tickets = queue(context, "tickets");
			QueueSnippets snippets = new QueueSnippets(orders, tickets, context.getBean(Warehouse.class));
			Order order = new Order("1", "7", "tea");
			assertThat(snippets.send(order, List.of(order, order), new Ticket("1", "?"))).hasSize(2);
			snippets.receive(orders);
			assertThat(next()).isEqualTo(order);
			assertThat(snippets.receiveMany(orders)).isEqualTo(3);
			assertThat(snippets.operate(orders)).isZero();
			assertThat(snippets.create(factory, "7").poll()).isEmpty();
			assertThat(orders.purge()).isEqualTo(2);
			tickets.purge();
		});
	}

	@Test
	void topicsAreHeard() {
		this.runner.withInitializer(yaml("topics")).withBean(PriceList.class).run((context) -> {
			assertThat(context).hasNotFailed();
			@SuppressWarnings("unchecked")
			RedisTopic<Price> prices = context.getBean("prices", RedisTopic.class);
			prices.subscribe(this.seen::add);
			context.getBean(PriceList.class).change(new Price("tea", 250));
			assertThat(next()).isEqualTo(new Price("tea", 250));
			new TopicSnippets().subscribe(prices, new ConcurrentHashMap<>(Map.of()));
		});
	}

	@Test
	void locksAreHeld() {
		shop().withBean(LockSnippets.Stock.class).run((context) -> {
			assertThat(context).hasNotFailed();
			LockSnippets.Stock stock = context.getBean(LockSnippets.Stock.class);
			stock.take(new Order("1", "7", "tea"));
			stock.export();
			assertThat(next()).isEqualTo("export");
			stock.export();
			assertThat(this.seen).as("the lock is held for some seconds").isEmpty();
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			LockSnippets snippets = new LockSnippets(locks, context.getBean(Books.class));
			snippets.acquire(YearMonth.of(2027, 1));
			assertThat(next()).isEqualTo(YearMonth.of(2027, 1));
			snippets.execute();
			assertThat(next()).isEqualTo("export");
			snippets.tryAcquire("tea");
			snippets.others(() -> this.seen.add("written"));
			assertThat(next()).isEqualTo("written");
			locks.forceRelease(LockSnippets.Stock.class.getName() + ".export");
		});
	}

	private ApplicationContextRunner shop() {
		return this.runner.withInitializer(yaml("queues"))
			.withBean(Warehouse.class, () -> this.seen::add)
			.withBean(Executor.class, () -> (command) -> new Thread(command, "letters").start())
			.withBean(Mailer.class, () -> new Mailer() {

				@Override
				public void send(Mail mail) {
					ApplicationTests.this.seen.add(mail);
				}

				@Override
				public void send(List<Mail> mails) {
					ApplicationTests.this.seen.addAll(mails);
				}

			})
			.withBean(Books.class, () -> new Books() {

				@Override
				public void close(YearMonth month, long token) {
					ApplicationTests.this.seen.add(month);
				}

				@Override
				public void export() {
					ApplicationTests.this.seen.add("export");
				}

			});
	}

	private Object next() throws InterruptedException {
		Object next = this.seen.poll(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	@SuppressWarnings("unchecked")
	private static <E> RedisQueue<E> queue(ApplicationContext context, String name) {
		return context.getBean(name, RedisQueue.class);
	}

	private static ApplicationContextInitializer<ConfigurableApplicationContext> yaml(String name) {
		return (context) -> {
			ClassPathResource file = new ClassPathResource("com/acme/" + name + ".yaml");
			try {
				new YamlPropertySourceLoader().load(name, file)
					.forEach(context.getEnvironment().getPropertySources()::addLast);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

}
