extension MarketplaceState {
  /// The whole answer to a request on the AWS port: BatchMeterUsage, or a form for STS.
  ///
  /// `admit` is the rate limit: asked with the caller of a batch before the batch is looked at.
  func decide(
    _ request: ReceivedRequest, _ context: MarketplaceContext, admit: (SignedCaller) -> Bool = { _ in true }
  ) -> MarketplaceDecision {
    var decision: MarketplaceDecision
    let type = request.header("Content-Type")?.prefix { $0 != ";" }.lowercased()
    if type == "application/x-www-form-urlencoded", request.header("X-Amz-Target") == nil {
      decision = decideSecurityToken(request, context)
    } else {
      do throws(AWSRefusal) {
        decision = try decideBatch(request, context, admit: admit)
      } catch {
        decision = MarketplaceDecision(answer: error.answer)
      }
    }
    decision.answer.setHeader("x-amzn-RequestId", context.requestID)
    return decision
  }

  private func decideBatch(
    _ request: ReceivedRequest, _ context: MarketplaceContext, admit: (SignedCaller) -> Bool
  ) throws(AWSRefusal) -> MarketplaceDecision {
    guard request.method == "POST", request.path == "/" else {
      throw AWSRefusal(
        "UnknownOperationException", "Only POST / is an operation of this service.", status: 404)
    }
    let caller = try verifier(service: "aws-marketplace", context).caller(of: request)
    guard request.header("X-Amz-Target") == "AWSMPMeteringService.BatchMeterUsage" else {
      throw AWSRefusal(
        "UnknownOperationException",
        "X-Amz-Target must be AWSMPMeteringService.BatchMeterUsage, "
          + "found \(request.header("X-Amz-Target") ?? "none")."
      )
    }
    guard request.header("Content-Type") == "application/x-amz-json-1.1" else {
      throw AWSRefusal("SerializationException", "Content-Type must be application/x-amz-json-1.1.")
    }
    guard admit(caller) else { throw AWSRefusal.throttled }
    return try meter(request.body, caller: caller, context)
  }

  func verifier(service: String, _ context: MarketplaceContext) -> SignatureVerifier {
    SignatureVerifier(
      credentials: credentials + issuedCredentials, service: service, nowSeconds: context.nowSeconds)
  }
}
