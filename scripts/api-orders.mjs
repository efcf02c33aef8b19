// Makes something to ask for before scripts/api does: orders that wait, are paid, and have left. All of it by the API itself.
//   node scripts/api-orders.mjs BASE
// Prints the tokens of shopper, seller and admin, and the shop for which the seller works, a line each.
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

const base = process.argv[2]

async function ask(method, path, { token, body, headers, until = 0 } = {}) {
  const head = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers }
  const answer = await fetch(base + path, { method, headers: head, body: body && JSON.stringify(body) })
  const text = await answer.text()
  if (answer.ok) return text && JSON.parse(text)
  // What one slice tells, another hears a moment later.
  if ([404, 409].includes(answer.status) && Date.now() < until) {
    await setTimeout(100)
    return ask(method, path, { token, body, headers, until })
  }
  console.error(`${method} ${path} answered ${answer.status} ${text.slice(0, 300)}`)
  process.exit(1)
}

const soon = () => Date.now() + 20_000
const log = async (who) => {
  const body = { email: `${who}@levomart.test`, password: 'levomart-demo' }
  return (await ask('POST', '/api/auth/token', { body })).access_token
}
const shopper = await log('shopper')
const seller = await log('seller')
const admin = await log('admin')

const { items } = await ask('GET', '/api/products')
const { offer, seller: shop } = items.find((item) => item.offer && item.stock.state === 'in')
const postal = { name: 'Meera Krishnan', line1: '14 Temple Road', line2: '', city: 'Mysuru', region: 'Karnataka' }
Object.assign(postal, { postal_code: '570001', country: 'IN', phone: '+91 98450 12345' })

async function buy() {
  await ask('POST', '/api/cart/lines', { token: shopper, body: { offer, quantity: 2 } })
  const { total } = await ask('POST', '/api/orders/checkout', { token: shopper, body: {} })
  const body = { email: 'shopper@levomart.test', postal, delivery: {}, expected_total: total.minor }
  const headers = { 'idempotency-key': randomUUID() }
  const { group } = await ask('POST', '/api/orders', { token: shopper, headers, body })
  return group
}

async function pay(group) {
  await ask('GET', `/api/payments/${group}`, { token: shopper, until: soon() })
  const card = { number: '4242 4242 4242 4242', expires: '04 / 49', code: '123', holder: 'Meera Krishnan' }
  await ask('POST', `/api/payments/${group}/pay`, { token: shopper, body: card })
  // The cart loses a moment later what was bought; whoever checks out meanwhile is told that it has changed.
  for (const end = soon(); (await ask('GET', '/api/cart', { token: shopper })).count > 0; await setTimeout(100)) {
    if (Date.now() < end) continue
    console.error('the cart still holds what was paid')
    process.exit(1)
  }
}

async function ship(group, tracking) {
  const { orders } = await ask('GET', `/api/orders/${group}`, { token: shopper })
  const headers = { 'levomart-shop': shop.slug }
  const body = { carrier: 'swiftline', tracking, lines: [] }
  const order = `/api/seller/orders/${orders[0].id}`
  await ask('POST', `${order}/ship`, { token: seller, headers, body, until: soon() })
}

const sent = await buy()
await pay(sent)
await ship(sent, 'SL123456789IN')
await pay(await buy())
await buy()
await ask('POST', '/api/cart/lines', { token: shopper, body: { offer, quantity: 1 } })
console.log([shopper, seller, admin, shop.slug].join('\n'))
