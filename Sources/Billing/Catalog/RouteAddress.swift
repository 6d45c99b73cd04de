/// The keys of `Route.address`: what the configuration writes and the providers' adapters read. A key that does not
/// apply to a route is absent; no value is empty.
package enum RouteAddress {
  /// Keys of routes to `stripe`.
  package enum Stripe {
    /// The customer's id, `cus_...`: the value of the payload's customer key.
    package static let customer = "customer"
    /// The meter's id, `mtr_...`: what the preflight looks up. Never sent with an event.
    package static let meterID = "meter_id"
    /// The meter's event name: at most 100 characters.
    package static let eventName = "event_name"
    /// The payload key that holds the customer; `stripe_customer_id` unless the meter says otherwise.
    package static let customerKey = "customer_key"
    /// The payload key that holds the value; `value` unless the meter says otherwise.
    package static let valueKey = "value_key"
    /// The meter's `event_time_window`: `none`, `hour` or `day`.
    package static let eventTimeWindow = "event_time_window"
  }

  /// Keys of routes to `aws`. Either `accountID` and `licenseARN` are there, or `productCode` and
  /// `customerIdentifier`.
  package enum AWS {
    /// The region whose endpoint is called, for example `us-east-1`.
    package static let region = "region"
    /// The buyer's account: twelve digits.
    package static let accountID = "account_id"
    /// The licence of the buyer's agreement.
    package static let licenseARN = "license_arn"
    /// The product code of a listing without licences.
    package static let productCode = "product_code"
    /// The buyer's identifier for a listing without licences.
    package static let customerIdentifier = "customer_identifier"
    /// The dimension's API name.
    package static let dimension = "dimension"
    /// `decimal` (up to six digits after the point) or `integer`.
    package static let quantityKind = "quantity_kind"
    /// The tag key under which a usage allocation names its project.
    package static let projectTagKey = "project_tag_key"
  }
}
