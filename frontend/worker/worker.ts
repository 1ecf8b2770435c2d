/** Shows push messages while no page is open. It keeps nothing and answers no request of the pages. */
interface Told { title: string; body: string; url: string; tag: string }
interface Waiting extends Event { waitUntil(work: Promise<unknown>): void }
interface PushEvent extends Waiting { data: { json(): Told } | null }
interface Clicked extends Waiting { notification: Notification }
interface Window_ { url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> }
interface Worker_ {
  registration: { showNotification(title: string, options: NotificationOptions): Promise<void> };
  clients: { matchAll(options: { type: "window" }): Promise<Window_[]>; openWindow(url: string): Promise<unknown> };
  addEventListener(type: "push", hear: (event: PushEvent) => void): void;
  addEventListener(type: "notificationclick", hear: (event: Clicked) => void): void;
}
const worker = self as unknown as Worker_;

worker.addEventListener("push", (event) => {
  const told = event.data?.json();
  if (told) event.waitUntil(worker.registration.showNotification(told.title, { body: told.body, tag: told.tag, data: told.url }));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = String(event.notification.data);
  event.waitUntil(worker.clients.matchAll({ type: "window" }).then(async (open) => {
    const page = open[0];
    if (!page) return worker.clients.openWindow(url);
    await page.focus();
    return page.navigate(url);
  }));
});
export {};
